import { describe, expect, it } from "vitest";
import { interleave, ratio, timing } from "../../../bench/measures/statistics.ts";

describe("figures of the benchmark", () => {
  it("a timing is a median, with the middle half of the rounds behind it", () => {
    expect(timing([5, 1, 4, 2, 3])).toEqual({ median: 3, low: 2, high: 4, rounds: 5 });
    expect(timing([1, 2]).median).toBe(1.5);
  });

  it("a ratio compares each round with its neighbour, so that a slow stretch weighs on both", () => {
    expect(ratio([1, 10, 2], [2, 20, 4]).median).toBe(0.5);
  });

  it("two measures are taken in turns, neither always first", async () => {
    const order: string[] = [];
    const measure = (name: string) => async () => order.push(name);
    const numbers = await interleave(2, { one: measure("one"), two: measure("two") });
    expect(order).toEqual(["one", "two", "two", "one"]);
    expect(numbers).toEqual({ one: [1, 4], two: [2, 3] });
  });
});
