import { bundle, functionNames, handlerOf } from "../process/bundle.ts";
import type { Workshop } from "../process/workshop.ts";
import type { Stub } from "../stub/start-stub.ts";
import { type Calls, measureCalls } from "./calls.ts";
import { type Costs, costs, totalOf } from "./cost.ts";
import { callsOf, callsOfFlow } from "./spending.ts";

/** The figures that are the same on every machine and in every run. */
export interface Exact {
  readonly bytes: Readonly<Record<string, number>>;
  readonly calls: Calls;
  readonly costs: Costs;
}

export async function measureExact(workshop: Workshop, stub: Stub): Promise<Exact> {
  const names = functionNames();
  const bundles = await Promise.all(names.map((name) => bundle(handlerOf(name), "deployed")));
  const calls = await measureCalls(workshop, stub);
  return {
    bytes: Object.fromEntries(names.map((name, index) => [name, bundles[index]?.bytes ?? 0])),
    calls,
    costs: costs(calls),
  };
}

/** The exact figures, by the names under which budget.json limits them. */
export function budgeted({ bytes, calls, costs }: Exact): Record<string, number> {
  const rounded = (number: number): number => Number(number.toFixed(4));
  return Object.fromEntries([
    ...Object.entries(bytes).map(([name, size]) => [`bytes: ${name}`, size]),
    ["calls per credential: create", callsOfFlow(calls.create)],
    ["calls per credential: rotate", callsOfFlow(calls.rotate)],
    ["calls per credential: import", rounded(callsOfFlow(calls.import))],
    ["calls per credential: import, worker", rounded(calls.import.worker ? callsOf(calls.import.worker) : 0)],
    ["calls per credential: import, KMS", rounded(callsOfFlow(calls.import, "kms:"))],
    ["calls per process: first credential", callsOfFlow(calls.start)],
    ["dollars per million: create", rounded(totalOf(costs.create))],
    ["dollars per million: rotate", rounded(totalOf(costs.rotate))],
    ["dollars per million: import", rounded(totalOf(costs.import))],
  ]);
}
