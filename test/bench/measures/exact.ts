import { bundle, functionNames, handlerOf } from "../process/bundle.ts";
import type { Workshop } from "../process/workshop.ts";
import { serialCalls } from "../simulation/latency.ts";
import type { Stub } from "../stub/start-stub.ts";
import { type Calls, measureCalls } from "./calls.ts";
import { type Priced, price, totalOf, type Way } from "./cost.ts";
import { callsOf, callsOfFlow, unitsOfFlow } from "./spending.ts";

/** The figures that are the same on every machine and in every run. */
export interface Exact {
  readonly bytes: Readonly<Record<string, number>>;
  readonly calls: Calls;
  readonly priced: Readonly<Record<Way, Priced>>;
}

export async function measureExact(workshop: Workshop, stub: Stub): Promise<Exact> {
  const names = functionNames();
  const bundles = await Promise.all(names.map((name) => bundle(handlerOf(name), "deployed")));
  const calls = await measureCalls(workshop, stub);
  return {
    bytes: Object.fromEntries(names.map((name, index) => [name, bundles[index]?.bytes ?? 0])),
    calls,
    priced: price(calls),
  };
}

/** What keyferry costs, relative to a peer that keeps the same promises by the book. */
export const toCareful = ({ priced }: Exact): number =>
  totalOf(priced.create.cost) / totalOf(priced.careful.cost);

/** The exact figures, by the names under which budget.json limits them. */
export function budgeted(exact: Exact): Record<string, number> {
  const { bytes, calls, priced } = exact;
  const { create, createUnderLoad, rotate, import: bulk } = calls;
  const rounded = (number: number, digits = 4): number => Number(number.toFixed(digits));
  const dollars = (way: Way): number => rounded(totalOf(priced[way].cost), 2);
  const ms = (figure: number): number => rounded(figure, 0);
  return Object.fromEntries([
    ...Object.entries(bytes).map(([name, size]) => [`bytes: ${name}`, size]),
    ["calls per credential: create", callsOfFlow(create.flow)],
    ["calls per credential: rotate", callsOfFlow(rotate.flow)],
    ["calls per credential: import", rounded(callsOfFlow(bulk.flow))],
    ["calls per credential: import, worker", rounded(bulk.flow.worker ? callsOf(bulk.flow.worker) : 0)],
    ["calls per credential: import, KMS", rounded(callsOfFlow(bulk.flow, "kms:"))],
    ["calls per process: first credential", callsOfFlow(calls.start)],
    ["serial calls: create", serialCalls(create.path)],
    ["serial calls: rotate", serialCalls(rotate.path)],
    ["write units: create", unitsOfFlow(create.flow)],
    ["write units: create, under load", rounded(unitsOfFlow(createUnderLoad.flow))],
    ["write units: rotate", unitsOfFlow(rotate.flow)],
    ["write units: import", rounded(unitsOfFlow(bulk.flow))],
    ["modelled ms: create, p50", ms(priced.create.modelled.p50)],
    ["modelled ms: create, p99", ms(priced.create.modelled.p99)],
    ["modelled ms: rotate, p50", ms(priced.rotate.modelled.p50)],
    ["dollars per million: create", dollars("create")],
    ["dollars per million: create, under load", dollars("createUnderLoad")],
    ["dollars per million: rotate", dollars("rotate")],
    ["dollars per million: import", dollars("import")],
    ["dollars to careful: create", rounded(toCareful(exact), 3)],
  ]);
}
