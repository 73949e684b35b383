import type { BusTap } from "../support/emulator/open-tap.ts";
import { checkCredentials, stepsByCredential } from "./check-credentials.ts";
import { checkIsolation } from "./check-isolation.ts";
import { checkQueuesAndBus } from "./check-queues-and-bus.ts";
import { checkUnexplained } from "./check-unexplained.ts";
import { checkWebhooks } from "./check-webhooks.ts";
import type { Tenant } from "./clients.ts";
import type { History } from "./history.ts";
import { readStore } from "./read-store.ts";
import type { World } from "./world.ts";

export interface Expected {
  readonly history: History;
  readonly tenants: readonly Tenant[];
  readonly poison: number;
  /** The text that every raw key contains. */
  readonly mark: string;
  /** The minutes for which the clients were active. */
  readonly minutes: number;
}

/** Returns every broken promise, in words. Nothing may be in flight any more. */
export async function check(world: World, tap: BusTap, expected: Expected): Promise<string[]> {
  const { steps, attempts } = expected.history;
  const { openStored } = world.clients;
  const store = await readStore(world);
  const webhooks = await checkWebhooks(attempts, store, openStored, expected.minutes);
  const known = new Set([...webhooks.known, ...stepsByCredential(steps).keys()]);
  return [
    ...(await checkCredentials(steps, store, openStored)),
    ...webhooks.violations,
    ...(await checkUnexplained(steps, store, known, openStored)),
    ...(await checkIsolation(world, store, expected.tenants)),
    ...(await checkQueuesAndBus(world, store, tap, expected)),
  ];
}
