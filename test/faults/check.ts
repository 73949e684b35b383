import type { BusTap } from "../support/open-tap.ts";
import { checkCredentials, stepsByCredential } from "./check-credentials.ts";
import { checkIsolation } from "./check-isolation.ts";
import { checkStrangers } from "./check-strangers.ts";
import { checkSurroundings } from "./check-surroundings.ts";
import { checkWebhooks } from "./check-webhooks.ts";
import type { Tenant } from "./clients.ts";
import type { History } from "./history.ts";
import { readStore } from "./read-store.ts";
import type { World } from "./world.ts";

export interface Expected {
  readonly history: History;
  readonly tenants: readonly Tenant[];
  readonly poison: number;
  /** What every raw key holds. */
  readonly mark: string;
  /** How long the clients were at work. */
  readonly minutes: number;
}

/** Every promise that was not kept, in words. Nothing may be under way any more. */
export async function check(world: World, tap: BusTap, expected: Expected): Promise<string[]> {
  const { steps, attempts } = expected.history;
  const { openStored } = world.clients;
  const store = await readStore(world);
  const webhooks = await checkWebhooks(attempts, store, openStored, expected.minutes);
  const known = new Set([...webhooks.known, ...stepsByCredential(steps).keys()]);
  return [
    ...(await checkCredentials(steps, store, openStored)),
    ...webhooks.violations,
    ...(await checkStrangers(steps, store, known, openStored)),
    ...(await checkIsolation(world, store, expected.tenants)),
    ...(await checkSurroundings(world, store, tap, expected)),
  ];
}
