import { logText } from "../support/emulator/deployment-texts.ts";
import type { BusTap } from "../support/emulator/open-tap.ts";
import { checkCredentials, stepsByCredential } from "./check-credentials.ts";
import { checkIsolation } from "./check-isolation.ts";
import { checkQueuesAndBus } from "./check-queues-and-bus.ts";
import { checkRouter, type RouterCheck } from "./check-router.ts";
import { checkUnexplained } from "./check-unexplained.ts";
import { checkUses } from "./check-uses.ts";
import { checkWebhooks } from "./check-webhooks.ts";
import type { Tenant } from "./clients.ts";
import type { History } from "./history.ts";
import { readStore } from "./read-store.ts";
import { settledTimes } from "./settled-times.ts";
import { timelinesOf } from "./timelines.ts";
import type { World } from "./world.ts";

export interface Expected {
  readonly history: History;
  readonly tenants: readonly Tenant[];
  readonly poison: number;
  /** The text that every raw key contains. */
  readonly mark: string;
  /** The minutes for which the clients were active. */
  readonly minutes: number;
  /** When the router last lost a report, in milliseconds since 1970. */
  readonly lostAt: number;
}

/** Every broken promise, in words, and the changes that a router had to know. */
export interface Findings {
  readonly violations: readonly string[];
  readonly known: RouterCheck["known"];
}

/** Compares the store with what every client was told. Nothing may be in flight any more. */
export async function check(world: World, tap: BusTap, expected: Expected): Promise<Findings> {
  const { steps, attempts, resolved, uses } = expected.history;
  const { openStored } = world.clients;
  const store = await readStore(world);
  const webhooks = await checkWebhooks(attempts, store, openStored, expected.minutes);
  const known = new Set([...webhooks.known, ...stepsByCredential(steps).keys()]);
  const workspaceIds: readonly (string | null)[] = expected.tenants.map(({ workspaceId }) => workspaceId);
  const settledAt = settledTimes(await logText(world.clients.logs));
  const workspaceOf = (id: string | null) => workspaceIds.indexOf(id);
  const timelines = timelinesOf({ steps, attempts, events: store.events, settledAt, workspaceOf });
  const router = checkRouter(resolved, timelines, ownersOf(expected.history));
  const violations = [
    ...(await checkCredentials(steps, store, openStored)),
    ...webhooks.violations,
    ...(await checkUnexplained(steps, store, known, openStored)),
    ...router.violations,
    ...checkUses(uses, store.uses, expected.lostAt),
    ...(await checkIsolation(world, store, expected.tenants)),
    ...(await checkQueuesAndBus(world, store, tap, expected)),
  ];
  return { violations, known: router.known };
}

/** The tenant of whom each raw key is. What was replayed into another workspace, or forged, is of nobody there. */
function ownersOf({ steps, attempts }: History): (key: string) => number | undefined {
  const owners = new Map<string | null | undefined, number>();
  for (const { action, key, workspace } of steps)
    if (action !== "replay" && action !== "raw") owners.set(key, workspace);
  for (const { event, forgery } of attempts)
    if (forgery === null) owners.set(event.fields.key, event.workspace);
  return (key) => owners.get(key);
}
