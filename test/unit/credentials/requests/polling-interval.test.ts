import { describe, expect, it } from "vitest";
import { pollingInterval } from "../../../../shared/credentials/requests/polling-interval.ts";

/** Waits with one polling for outcomes that come after so many milliseconds each. */
function waitFor(latencies: readonly number[], polling = pollingInterval()) {
  return latencies.map((latency) => {
    let elapsed = 0;
    for (let look = 0; ; look += 1) {
      elapsed += polling.pauseBefore(look);
      if (elapsed < latency) continue;
      polling.observe(look, elapsed);
      return { looks: look + 1, late: elapsed - latency };
    }
  });
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe("the polling interval", () => {
  it.each([8, 25, 80, 300])("the polling interval settles on outcomes that take %i ms", (latency) => {
    const waits = waitFor(Array.from({ length: 100 }, () => latency)).slice(20);
    expect(mean(waits.map(({ looks }) => looks))).toBeLessThan(3);
    expect(mean(waits.map(({ late }) => late))).toBeLessThan(1 + 0.3 * latency);
  });

  it("the polling interval forgets one slow outcome within a few quick ones", () => {
    const polling = pollingInterval();
    waitFor([50, 50, 50, 20_000], polling);
    expect(polling.pauseBefore(0)).toBeLessThan(70);
    waitFor(
      Array.from({ length: 10 }, () => 50),
      polling,
    );
    expect(polling.pauseBefore(0)).toBeLessThan(55);
  });

  it("the polling interval neither stands still nor hammers", () => {
    const polling = pollingInterval();
    waitFor(
      Array.from({ length: 200 }, () => 0),
      polling,
    );
    expect(polling.pauseBefore(0)).toBeGreaterThanOrEqual(5);
    expect(polling.pauseBefore(1)).toBeGreaterThanOrEqual(5);
    expect(polling.pauseBefore(1_000)).toBeLessThanOrEqual(400);
  });

  it("the polling interval polls once a second behind a worker that was late, until one outcome is there in time", () => {
    const polling = pollingInterval();
    polling.observeLate(1_999);
    expect(polling.pauseBefore(0)).toBe(40);
    polling.observeLate(4_000);
    expect([0, 1, 5].map(polling.pauseBefore)).toEqual([1_000, 1_000, 1_000]);
    polling.observe(3, 3_000);
    expect(polling.pauseBefore(0)).toBe(1_000);
    polling.observe(0, 1_000);
    expect(polling.pauseBefore(0)).toBe(40);
  });
});
