/** A timing over several rounds. */
export interface Timing {
  readonly median: number;
  /** Half of the rounds are between these two. */
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/** The value below which this part of the sorted numbers lies, interpolated. */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * part;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

export const timing = (numbers: readonly number[]): Timing => ({
  median: median(numbers),
  low: quantile(numbers, 0.25),
  high: quantile(numbers, 0.75),
  rounds: numbers.length,
});

/**
 * Compares two things that were measured in turns: the ratio of each round to its neighbour in the same
 * round, so that other load on the machine affects both alike.
 */
export const ratio = (numbers: readonly number[], peers: readonly number[]): Timing =>
  timing(numbers.map((number, round) => number / (peers[round] ?? Number.NaN)));

/**
 * Measures several things in turns: once each per round, in an order that rotates with the round.
 * @returns the numbers of each, round by round.
 */
export async function interleave<Name extends string>(
  rounds: number,
  measures: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measures) as Name[];
  const numbers = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length] as Name;
      numbers[name][round] = await measures[name]();
    }
  }
  return numbers;
}
