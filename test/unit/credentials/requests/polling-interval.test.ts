import { describe, expect, it } from "vitest";
import { outcomePace } from "../../../../shared/credentials/requests/polling-interval.ts";

/** Waits with one pace for outcomes that come after so many milliseconds each. */
function waitFor(latencies: readonly number[], pace = outcomePace()) {
  return latencies.map((latency) => {
    let elapsed = 0;
    for (let look = 0; ; look += 1) {
      elapsed += pace.pauseBefore(look);
      if (elapsed < latency) continue;
      pace.found(look, elapsed);
      return { looks: look + 1, late: elapsed - latency };
    }
  });
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe("the pace of looking for outcomes", () => {
  it.each([8, 25, 80, 300])("settles on outcomes that take %i ms", (latency) => {
    const waits = waitFor(Array.from({ length: 100 }, () => latency)).slice(20);
    expect(mean(waits.map(({ looks }) => looks))).toBeLessThan(3);
    expect(mean(waits.map(({ late }) => late))).toBeLessThan(1 + 0.3 * latency);
  });

  it("forgets one slow outcome within a few quick ones", () => {
    const pace = outcomePace();
    waitFor([50, 50, 50, 20_000], pace);
    expect(pace.pauseBefore(0)).toBeLessThan(70);
    waitFor(
      Array.from({ length: 10 }, () => 50),
      pace,
    );
    expect(pace.pauseBefore(0)).toBeLessThan(55);
  });

  it("never stands still and never hammers", () => {
    const pace = outcomePace();
    waitFor(
      Array.from({ length: 200 }, () => 0),
      pace,
    );
    expect(pace.pauseBefore(0)).toBeGreaterThanOrEqual(5);
    expect(pace.pauseBefore(1)).toBeGreaterThanOrEqual(5);
    expect(pace.pauseBefore(1_000)).toBeLessThanOrEqual(400);
  });
});
