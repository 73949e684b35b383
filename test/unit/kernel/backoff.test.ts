import { expect, it } from "vitest";
import { fullJitter } from "../../../shared/kernel/backoff.ts";
import { patience } from "../../support/fakes/patience.ts";

const TEN = Array.from({ length: 10 }, (_, attempt) => attempt);

it("a pause doubles with each attempt, up to two seconds, of which chance takes a part", async () => {
  const { backoff, pauses } = patience(60_000);
  for (const attempt of TEN) expect(await backoff(attempt)).toBe(true);
  expect(pauses).toEqual([25, 50, 100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000]);
});

it("two callers that were throttled together do not come back together", async () => {
  const pausesOf = async (random: () => number) => {
    const pauses: number[] = [];
    const sleep = async (milliseconds: number) => void pauses.push(milliseconds);
    for (const attempt of TEN) await fullJitter({ sleep, remainingMs: () => 60_000, random })(attempt);
    return pauses;
  };
  const [one, other] = [await pausesOf(() => 0.1), await pausesOf(() => 0.9)];
  expect(one.some((pause, attempt) => pause === other[attempt])).toBe(false);
});

it("a caller without time for a pause gives up without it", async () => {
  const { backoff, pauses } = patience(24);
  expect(await backoff(0)).toBe(false);
  expect(pauses).toEqual([]);
});
