import { createHash } from "node:crypto";
import { type PlanOptions, planCommands } from "./plan-commands.ts";
import { planDeliveries } from "./plan-deliveries.ts";
import { planFaults } from "./plan-faults.ts";
import { planRows } from "./plan-rows.ts";
import { seeded } from "./random.ts";
import { rawKeys } from "./raw-keys.ts";
import { SOURCE_NAMES, schemeOf, servedBy } from "./webhook-sources.ts";

export interface RunOptions {
  readonly seed: number;
  readonly clients: number;
  readonly workspaces: number;
  /** The kinds of fault to inject. */
  readonly kinds: readonly string[];
}

/** What a seed determines in advance: the first faults, and the first commands of every client. */
export interface Plan {
  readonly faults: readonly object[];
  readonly commands: Readonly<Record<string, readonly object[]>>;
  /** Short hashes of both. Two runs with the same digests plan the same faults and commands. */
  readonly digest: { readonly faults: string; readonly commands: string };
}

export const PRODUCER = "producer";
export const clientNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `client-${index}`);

/** @param rounds of all kinds of fault @param length commands of each client */
export function makePlan({ seed, clients, workspaces, kinds }: RunOptions, rounds = 5, length = 100): Plan {
  const root = seeded(seed);
  const optionsOf = (name: string, served = workspaces): PlanOptions => ({
    name,
    random: root.fork(name),
    workspaces: served,
    newKey: rawKeys(seed, name),
  });
  const faults = first(planFaults(root.fork("faults"), kinds), rounds * kinds.length);
  const commands = Object.fromEntries([
    ...clientNames(clients).map((name) => [name, first(planCommands(optionsOf(name)), length)]),
    [PRODUCER, first(planRows(optionsOf(PRODUCER)), length)],
    ...SOURCE_NAMES.map((name) => [
      name,
      first(
        planDeliveries({ ...optionsOf(name, servedBy(name, workspaces)), scheme: schemeOf(name) }),
        length,
      ),
    ]),
  ]);
  return { faults, commands, digest: { faults: digestOf(faults), commands: digestOf(commands) } };
}

const first = (plan: Generator<object>, count: number): object[] =>
  Array.from({ length: count }, () => plan.next().value);

const digestOf = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);
