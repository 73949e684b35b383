import { leaks } from "../support/data/disguises.ts";
import { logText, tableText } from "../support/emulator/deployment-texts.ts";
import type { BusTap } from "../support/emulator/open-tap.ts";
import { peekMessages } from "../support/emulator/peek-messages.ts";
import { LETTERS_MARK } from "./keys-as-names.ts";
import type { Store } from "./read-store.ts";
import { groupOf } from "./settle.ts";
import type { World } from "./world.ts";

/** Checks everything besides the credentials: queues, log and bus, and that no raw key is anywhere. */
export async function checkQueuesAndBus(
  world: World,
  store: Store,
  tap: BusTap,
  expected: { readonly poison: number; readonly mark: string },
): Promise<string[]> {
  const { clients, deployment, queues } = world;
  const violations: string[] = [];
  for (const id of store.unlogged) violations.push(`event ${id} never reached the log`);

  const dead = (
    await Promise.all(queues.map(({ deadLetters }) => peekMessages(deployment.awsEndpoint, deadLetters)))
  ).flat();
  if (dead.some((body) => groupOf(body) !== null)) violations.push("the dead-letter queue holds commands");
  if (dead.length !== expected.poison) {
    violations.push(
      `the dead-letter queue holds ${dead.length} messages after ${expected.poison} poison messages`,
    );
  }

  const published = await tap.events();
  const onBus = new Set(published.map((event) => event.detail.id));
  const stored = new Set([...store.events.values()].flat().map((event) => event.id));
  for (const id of stored) if (!onBus.has(id)) violations.push(`event ${id} never reached the bus`);
  for (const id of onBus)
    if (!stored.has(id)) violations.push(`event ${id} is on the bus and not in the store`);

  const places = {
    table: await tableText(clients.dynamodb, deployment.tableName),
    logs: await logText(clients.logs),
    events: JSON.stringify(published),
    dead: dead.join(),
  };
  for (const { place } of leaks(places, [expected.mark, LETTERS_MARK]))
    violations.push(`a raw key is in: ${place}`);
  return violations;
}
