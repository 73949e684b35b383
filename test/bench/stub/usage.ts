/** The usage of the stub, in the units that AWS limits and charges. */
export interface Usage {
  /** Calls by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
  /** DynamoDB's units as it bills them: transactions count twice, and index entries are included. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** The events on the bus, each of which is billed. */
  readonly events: number;
  /** KMS calls with the RSA key, which have a lower quota and a higher price. */
  readonly rsaCalls: number;
}

/** Counts {@link Usage}. */
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
    /** Returns the usage since the previous call. */
    take: (): Usage => {
      const usage = { calls, ...sums };
      calls = {};
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] = 0;
      return usage;
    },
  };
}

export type UsageMeter = ReturnType<typeof usageMeter>;
