/** What the stub was asked for, in the units that AWS limits and charges. */
export interface Usage {
  /** Calls by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
  /** DynamoDB, as it bills: transactions twice, index entries included. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Events on the bus; each is billed. */
  readonly events: number;
  /** KMS calls with the RSA key: a lower quota, a higher price. */
  readonly rsaCalls: number;
}

/** A running account of {@link Usage}. */
export function usageMeter() {
  let calls: Record<string, number> = {};
  const sums = { writeUnits: 0, readUnits: 0, events: 0, rsaCalls: 0 };
  return {
    call: (operation: string) => {
      calls[operation] = (calls[operation] ?? 0) + 1;
    },
    add: (name: keyof typeof sums, amount: number) => {
      sums[name] += amount;
    },
    /** The account since the last call of this. */
    take: (): Usage => {
      const usage = { calls, ...sums };
      calls = {};
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] = 0;
      return usage;
    },
  };
}

export type UsageMeter = ReturnType<typeof usageMeter>;
