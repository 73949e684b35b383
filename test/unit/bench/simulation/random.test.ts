import { describe, expect, it } from "vitest";
import { quantile } from "../../../bench/measures/statistics.ts";
import { HOPS, latencyOf, type Published } from "../../../bench/simulation/published.ts";
import { draw, generator } from "../../../bench/simulation/random.ts";

const DRAWS = 60_000;

describe("drawn latencies", () => {
  it.each<[string, Published]>([
    ["a FIFO queue", HOPS.fifo],
    ["a standard queue", HOPS.standard],
    ["a transaction", latencyOf("dynamodb:TransactWriteItems", 3)],
  ])("the draws for %s have the quantiles that were published", (_, latency) => {
    const random = generator();
    const drawn = Array.from({ length: DRAWS }, () => draw(latency, random));
    for (const [part, ms] of latency.quantiles) {
      const off = quantile(drawn, part) / ms;
      expect(off).toBeGreaterThan(0.93);
      expect(off).toBeLessThan(1.07);
    }
  });

  it("a generator draws the same numbers in every run", () => {
    const [one, other] = [generator(), generator()];
    expect(Array.from({ length: 100 }, one)).toEqual(Array.from({ length: 100 }, other));
  });

  it("an operation has the latency of the most items that it reaches, and an unknown one the assumed one", () => {
    const p50 = (operation: string, items: number) => latencyOf(operation, items).quantiles[0]?.[1];
    expect([1, 15, 16, 100].map((items) => p50("dynamodb:TransactWriteItems", items))).toEqual([
      25.3, 25.3, 32.1, 32.1,
    ]);
    expect(latencyOf("kms:GenerateDataKey", 1).source).toBeNull();
  });
});
