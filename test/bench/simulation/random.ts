import type { Published } from "./published.ts";

/** Generates the same numbers between 0 and 1 in every run (mulberry32), never 0. */
export function generator(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 1) / 4294967297;
  };
}

/** Draws from the standard normal distribution (Box and Muller). */
export const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** Where a part of the standard normal distribution ends. */
const NORMAL_AT: Readonly<Record<number, number>> = { 0.1: -1.28155, 0.5: 0, 0.9: 1.28155, 0.99: 2.32635 };

/**
 * Draws a latency that has the published quantiles: log-normal between two of them. Beyond the last it is as between the median
 * and the last, and before the first as between the first two.
 */
export function draw({ quantiles }: Published, random: () => number): number {
  const z = normal(random);
  const points = quantiles.map(([part, ms]) => ({ at: NORMAL_AT[part] ?? Number.NaN, log: Math.log(ms) }));
  const [from, to] = segmentOf(points, z);
  return Math.exp(from.log + ((to.log - from.log) / (to.at - from.at)) * (z - from.at));
}

interface Point {
  readonly at: number;
  readonly log: number;
}

function segmentOf(points: readonly Point[], z: number): readonly [Point, Point] {
  const above = points.findIndex(({ at }) => at >= z);
  const median = points.findIndex(({ at }) => at === 0);
  const [low, high] =
    above === -1 ? [median, points.length - 1] : [Math.max(0, above - 1), Math.max(1, above)];
  const [from, to] = [points[low], points[high]];
  if (from === undefined || to === undefined)
    throw new Error("a latency needs two quantiles, one of them the median");
  return [from, to];
}
