import { MEMORY } from "../../../infra/sizing.ts";
import { type KeyferryOptions, stageOptions } from "../../../infra/stages.ts";
import { type Cost, totalOf } from "../measures/cost.ts";
import type { Flow } from "../measures/spending.ts";
import { ASSUMED } from "../prices.ts";
import { QUOTAS } from "./quotas.ts";

/** How much of one quota a rate of credentials uses. */
export interface Binding {
  readonly quota: string;
  readonly adjustable: boolean;
  /** The used part of the quota at the simulated rate. Above 1 the quota is too small. */
  readonly used: number;
  /** The credentials per second at which it binds. */
  readonly bindsAt: number;
}

export interface Scenario {
  readonly name: string;
  readonly rate: number;
  readonly bindings: readonly Binding[];
  /** The number of busy Lambda processes at that rate, by function (Little's law). */
  readonly instances: Readonly<Record<string, number>>;
  /** The credentials per second that the stack's own limits allow, as configured for production. */
  readonly ownCap: number;
  readonly costPerHour: number;
}

/** The number of workspaces that share the load evenly. */
const WORKSPACES = 1_000;

interface Milliseconds {
  readonly api: number;
  readonly worker: number;
  readonly relay: number;
}

const ONE: Milliseconds = { api: ASSUMED.apiMs, worker: ASSUMED.workerOneMs, relay: ASSUMED.relayOneMs };
const BATCH: Milliseconds = { api: 0, worker: ASSUMED.workerBatchMs, relay: ASSUMED.relayBatchMs };

/** Simulates the deployed system at a rate of credentials per second, all interactive or all imported. */
export function simulate(
  flows: { readonly create: Flow; readonly import: Flow },
  costs: { readonly create: Cost; readonly import: Cost },
  rate: number,
): Scenario[] {
  const production = stageOptions("prod");
  return [
    scenario("interactive creates", flows.create, costs.create, ONE, production.commandConcurrency, rate),
    scenario("bulk import", flows.import, costs.import, BATCH, production.importConcurrency, rate),
    scenario(
      "bulk import of one workspace",
      flows.import,
      costs.import,
      BATCH,
      production.importConcurrency,
      rate,
      1,
    ),
  ];
}

function scenario(
  name: string,
  flow: Flow,
  cost: Cost,
  ms: Milliseconds,
  concurrency: KeyferryOptions["commandConcurrency"],
  rate: number,
  workspaces = WORKSPACES,
): Scenario {
  const bindings = QUOTAS.map(({ name: quota, limit, adjustable, perCredential }) => {
    const need = perCredential(flow, workspaces);
    return {
      quota,
      adjustable,
      used: (need * rate) / limit,
      bindsAt: need === 0 ? Number.POSITIVE_INFINITY : limit / need,
    };
  });
  const parts = Object.keys(MEMORY) as (keyof Milliseconds)[];
  const busy = (part: keyof Milliseconds): number => ((flow[part]?.invocations ?? 0) * ms[part]) / 1000;
  return {
    name,
    rate,
    bindings: bindings.filter(({ used }) => used > 0).sort((left, right) => left.bindsAt - right.bindsAt),
    instances: Object.fromEntries(parts.map((part) => [part, Math.ceil(rate * busy(part))])),
    ownCap: concurrency / busy("worker"),
    costPerHour: (totalOf(cost) * rate * 3600) / 1e6,
  };
}
