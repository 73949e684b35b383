import type { Usage } from "../stub/usage.ts";

export type Part = "producer" | "api" | "worker" | "relay";

/** What one part of the pipeline spends on one credential; a batch's spending is divided by its credentials. */
export interface Spending extends Usage {
  readonly invocations: number;
  /** Bytes that the function logs; the platform's own lines come on top. */
  readonly logBytes: number;
}

/** A way for a credential to come in, and what each part of the pipeline spends on it. */
export type Flow = Readonly<Partial<Record<Part, Spending>>>;

const NOTHING: Spending = {
  calls: {},
  writeUnits: 0,
  readUnits: 0,
  events: 0,
  rsaCalls: 0,
  invocations: 0,
  logBytes: 0,
};

/** @param credentials that the usage is to be divided by. */
export const spending = (usage: Partial<Spending>, credentials: number): Spending => {
  const all = { ...NOTHING, ...usage };
  return {
    calls: Object.fromEntries(
      Object.entries(all.calls).map(([operation, count]) => [operation, count / credentials]),
    ),
    writeUnits: all.writeUnits / credentials,
    readUnits: all.readUnits / credentials,
    events: all.events / credentials,
    rsaCalls: all.rsaCalls / credentials,
    invocations: all.invocations / credentials,
    logBytes: all.logBytes / credentials,
  };
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** SDK calls, of all services or of one. */
export const callsOf = ({ calls }: Spending, service = ""): number =>
  sumOf(
    Object.entries(calls)
      .filter(([operation]) => operation.startsWith(service))
      .map(([, count]) => count),
  );

/** SDK calls of all parts together, of all services or of one. */
export const callsOfFlow = (flow: Flow, service = ""): number =>
  sumOf(Object.values(flow).map((part) => callsOf(part, service)));
