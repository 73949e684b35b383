import { type Random, seeded, shuffledBy } from "./random.ts";

/** One strike of a kind of fault, as far as the seed can say it: what it meets is a matter of timing. */
export interface PlannedFault {
  readonly kind: string;
  readonly round: number;
  /** About how long it stays. */
  readonly forMs: number;
  /** How long all is well afterwards. */
  readonly restMs: number;
  /** Of what the fault draws while it lasts. */
  readonly seed: number;
}

const AT_LEAST_MS = 700;
const AT_MOST_MS = 2_300;
const REST_MS = 500;

/** Whole rounds of all kinds, each in an order of its own, without end; none where there are no kinds. */
export function* planFaults(random: Random, kinds: readonly string[]): Generator<PlannedFault> {
  for (let round = 1; kinds.length > 0; round += 1) {
    for (const kind of shuffledBy(random, kinds)) {
      const forMs = AT_LEAST_MS + random.below(AT_MOST_MS - AT_LEAST_MS);
      yield { kind, round, forMs, restMs: random.below(REST_MS), seed: random.below(2 ** 31) };
    }
  }
}

/** What the strike draws. */
export const randomOf = ({ seed }: PlannedFault): Random => seeded(seed);
