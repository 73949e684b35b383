import { type Random, seeded, shuffledBy } from "./random.ts";

/** One use of a kind of fault, as far as the seed determines it. Timing determines which calls it hits. */
export interface PlannedFault {
  readonly kind: string;
  readonly round: number;
  /** About how long it lasts, in milliseconds. */
  readonly forMs: number;
  /** The pause after it, in milliseconds. */
  readonly restMs: number;
  /** The seed of the random numbers that the fault draws. */
  readonly seed: number;
}

const AT_LEAST_MS = 700;
const AT_MOST_MS = 2_300;
const REST_MS = 500;

/** Endlessly plans rounds of all kinds, each round in a new order. Yields nothing if there are no kinds. */
export function* planFaults(random: Random, kinds: readonly string[]): Generator<PlannedFault> {
  for (let round = 1; kinds.length > 0; round += 1) {
    for (const kind of shuffledBy(random, kinds)) {
      const forMs = AT_LEAST_MS + random.below(AT_MOST_MS - AT_LEAST_MS);
      yield { kind, round, forMs, restMs: random.below(REST_MS), seed: random.below(2 ** 31) };
    }
  }
}

/** The random numbers that the fault draws. */
export const randomOf = ({ seed }: PlannedFault): Random => seeded(seed);
