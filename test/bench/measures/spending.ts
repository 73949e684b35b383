import type { Usage } from "../stub/usage.ts";

export type Part = "producer" | "api" | "worker" | "relay";

/** What one part of the pipeline spends on one credential, which is an average for a batch. */
export interface Spending extends Usage {
  readonly invocations: number;
  /** The bytes that the function logs. The platform's own lines are not included. */
  readonly logBytes: number;
}

/** A path for credentials into keyferry, and the spending of each part of the pipeline on it. */
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

/** @param credentials the number by which the usage is divided */
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

export const sum = (left: Spending, right: Spending): Spending => combine(left, right, (a, b) => a + b);

/** What the left flow spends and the right one does not. */
export const difference = (left: Flow, right: Flow): Flow =>
  Object.fromEntries(
    (Object.keys(left) as Part[]).map((part) => {
      const [cold, warm] = [left[part], right[part]];
      return [part, cold && warm && combine(cold, warm, (a, b) => a - b)];
    }),
  );

function combine(left: Spending, right: Spending, by: (a: number, b: number) => number): Spending {
  const operations = [...new Set([...Object.keys(left.calls), ...Object.keys(right.calls)])].sort();
  const calls = operations.map((name) => [name, by(left.calls[name] ?? 0, right.calls[name] ?? 0)] as const);
  return {
    calls: Object.fromEntries(calls.filter(([, count]) => count !== 0)),
    writeUnits: by(left.writeUnits, right.writeUnits),
    readUnits: by(left.readUnits, right.readUnits),
    events: by(left.events, right.events),
    rsaCalls: by(left.rsaCalls, right.rsaCalls),
    invocations: by(left.invocations, right.invocations),
    logBytes: by(left.logBytes, right.logBytes),
  };
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** The number of SDK calls, of all services or of one. */
export const callsOf = ({ calls }: Spending, service = ""): number =>
  sumOf(
    Object.entries(calls)
      .filter(([operation]) => operation.startsWith(service))
      .map(([, count]) => count),
  );

/** The number of SDK calls of all parts together, of all services or of one. */
export const callsOfFlow = (flow: Flow, service = ""): number =>
  sumOf(Object.values(flow).map((part) => callsOf(part, service)));

/** DynamoDB's write units of all parts together. */
export const unitsOfFlow = (flow: Flow): number =>
  sumOf(Object.values(flow).map(({ writeUnits }) => writeUnits));
