import { expect, it } from "vitest";
import { newInvocation } from "../../../shared/lambda/invocation.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";

const context = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds });

/** How long an invocation pauses for a table that is busy for ever. */
async function pausesWithin(timeoutMs: number, patienceMs?: number): Promise<number> {
  const { now, sleep } = manualClock();
  const since = now().getTime();
  const invocation = newInvocation({ now, sleep, ...(patienceMs !== undefined && { patienceMs }) });
  const handle = invocation.during(async () => {
    for (let attempt = 0; await invocation.backoff(attempt); ) attempt += 1;
    return now().getTime() - since;
  });
  return handle("event", context(timeoutMs));
}

it("an invocation pauses no longer than it has time, and keeps five seconds for its last attempt", async () => {
  const paused = await pausesWithin(20_000);
  expect(paused).toBeGreaterThan(10_000);
  expect(paused).toBeLessThanOrEqual(15_000);
});

it("an invocation whose caller waits less pauses less", async () => {
  expect(await pausesWithin(29_000, 2_000)).toBeLessThanOrEqual(2_000);
});

it("an invocation at the end of its time does not pause, and each one has time of its own", async () => {
  expect(await pausesWithin(4_000)).toBe(0);
  const { now, sleep, advance } = manualClock();
  const invocation = newInvocation({ now, sleep });
  const tries = invocation.during(() => invocation.backoff(0));
  expect(await tries("event", context(20_000))).toBe(true);
  advance(60_000);
  expect(await tries("event", context(20_000))).toBe(true);
  expect(await tries("event", context(5_000))).toBe(false);
});
