import { MEMORY } from "../../../infra/sizing.ts";
import { stageOptions } from "../../../infra/stages.ts";
import { billedMs, totalOf } from "../measures/cost.ts";
import type { Exact } from "../measures/exact.ts";
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

/** Simulates the deployed system at a rate of credentials per second, all interactive or all imported. */
export function simulate({ calls, priced }: Exact, rate: number): Scenario[] {
  const production = stageOptions("prod");
  const interactive = { way: "createUnderLoad", cap: production.commandConcurrency, rate } as const;
  const bulk = { way: "import", cap: production.importConcurrency, rate } as const;
  const scenario = scenarioOf(calls, priced);
  return [
    scenario({ ...interactive, name: "interactive creates", workspaces: WORKSPACES }),
    scenario({ ...bulk, name: "bulk import", workspaces: WORKSPACES }),
    scenario({ ...bulk, name: "bulk import of one workspace", workspaces: 1 }),
  ];
}

interface Setting {
  readonly name: string;
  readonly way: "createUnderLoad" | "import";
  /** The most concurrent workers. */
  readonly cap: number;
  readonly rate: number;
  readonly workspaces: number;
}

const scenarioOf =
  (calls: Exact["calls"], priced: Exact["priced"]) =>
  ({ name, way, cap, rate, workspaces }: Setting): Scenario => {
    const { flow } = calls[way];
    const { cost, modelled } = priced[way];
    const bindings = QUOTAS.map(({ name: quota, limit, adjustable, perCredential }) => {
      const need = perCredential(flow, workspaces);
      return {
        quota,
        adjustable,
        used: (need * rate) / limit,
        bindsAt: need === 0 ? Number.POSITIVE_INFINITY : limit / need,
      };
    });
    const parts = Object.keys(MEMORY) as (keyof typeof MEMORY)[];
    const busy = (part: keyof typeof MEMORY): number => {
      const invocations = flow[part]?.invocations ?? 0;
      return invocations === 0 ? 0 : billedMs(part, invocations, modelled) / 1000;
    };
    return {
      name,
      rate,
      bindings: bindings.filter(({ used }) => used > 0).sort((left, right) => left.bindsAt - right.bindsAt),
      instances: Object.fromEntries(parts.map((part) => [part, Math.ceil(rate * busy(part))])),
      ownCap: cap / busy("worker"),
      costPerHour: (totalOf(cost) * rate * 3600) / 1e6,
    };
  };
