/** The outcome of a row of the file. */
export const OUTCOME = {
  unsent: 0,
  invalid: 1,
  sent: 2,
  created: 3,
  unchanged: 4,
  rejected: 5,
  skipped: 6,
} as const;

export type RowOutcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** By outcome, as the results file says it. */
export const OUTCOME_NAMES = [
  "not sent",
  "invalid",
  "pending",
  "created",
  "unchanged",
  "rejected",
  "skipped",
] as const;

export interface RowOutcomes {
  get(row: number): RowOutcome;
  set(row: number, outcome: RowOutcome): void;
  count(outcome: RowOutcome): number;
  /** How many rows have an outcome. */
  size(): number;
  /** Why rows were rejected, by row. */
  readonly reasons: Map<number, string>;
  /**
   * What has the keys of skipped rows, by row: a row of the file, or a credential by its id. Only for a result file, since
   * it takes memory.
   */
  readonly holders: Map<number, number | string>;
}

/** The outcomes of the rows from 1 to the highest that is set, in one byte a row. */
export function rowOutcomes(): RowOutcomes {
  let bytes = new Uint8Array(1024);
  const counts = new Array<number>(OUTCOME_NAMES.length).fill(0);
  return {
    reasons: new Map(),
    holders: new Map(),
    get: (row) => (bytes[row] ?? OUTCOME.unsent) as RowOutcome,
    set(row, outcome) {
      if (row >= bytes.length) {
        const grown = new Uint8Array(Math.max(bytes.length * 2, row + 1));
        grown.set(bytes);
        bytes = grown;
      }
      const before = bytes[row] ?? 0;
      counts[before] = (counts[before] ?? 0) - 1;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      bytes[row] = outcome;
    },
    count: (outcome) => counts[outcome] ?? 0,
    size: () => counts.slice(1).reduce((sum, count) => sum + count, 0),
  };
}
