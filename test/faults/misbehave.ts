import { setTimeout as pause } from "node:timers/promises";
import { runClient, type Tenant } from "./clients.ts";
import { FAULTS, type Fault } from "./faults.ts";
import type { History } from "./history.ts";
import { clientNames, PRODUCER, type RunOptions } from "./plan.ts";
import { planFaults, randomOf } from "./plan-faults.ts";
import { runProducer } from "./producer.ts";
import { seeded } from "./random.ts";
import { rawKeys } from "./raw-keys.ts";
import { runWebhookSender } from "./webhook-client.ts";
import type { Sending } from "./webhook-sources.ts";
import type { World } from "./world.ts";

export interface Misbehaviour extends RunOptions {
  readonly commands: number;
  readonly tenants: readonly Tenant[];
  readonly sendings: readonly Sending[];
  readonly history: History;
  readonly print: (line: string) => void;
}

/** Rounds until a run ends though some kind of fault has met no command. Its report says so. */
const PATIENT_ROUNDS = 4;

/**
 * Clients and faults together, until all commands are sent and each kind of fault has met them. Answers how often each
 * kind struck.
 */
export async function misbehave(world: World, options: Misbehaviour): Promise<ReadonlyMap<string, number>> {
  const { seed, kinds, history, print } = options;
  const struck = new Map<string, number>(kinds.map((kind) => [kind, 0]));
  let turns = options.commands;
  // At least as many commands as were asked for, and no end before each kind of fault has met them.
  let everyFaultStruck = false;
  const clientsDone = Promise.all(startClients(world, options, () => turns-- > 0 || !everyFaultStruck));
  let busy = true;
  void clientsDone.finally(() => {
    busy = false;
  });

  for (const planned of planFaults(seeded(seed).fork("faults"), kinds)) {
    everyFaultStruck = [...struck.values()].every((times) => times > 0) || planned.round > PATIENT_ROUNDS;
    if (!busy || (everyFaultStruck && turns <= 0)) break;
    // All commands are sent: what is left is to meet the kinds that have met nothing yet.
    if (turns <= 0 && planned.round > 1 && struck.get(planned.kind) !== 0) continue;
    const fault = FAULTS.find(({ kind }) => kind === planned.kind) as Fault;
    const times = await fault.strike(world, planned.forMs, randomOf(planned));
    struck.set(fault.kind, (struck.get(fault.kind) ?? 0) + times);
    print(`${countOf(history)} commands answered; ${fault.kind}: ${times}`);
    await pause(planned.restMs);
  }
  everyFaultStruck = true;
  await clientsDone;
  return struck;
}

function startClients(
  world: World,
  { seed, clients, tenants, sendings, history }: Misbehaviour,
  takeTurn: () => boolean,
): Promise<void>[] {
  const root = seeded(seed);
  const optionsFor = (name: string) => {
    const newKey = rawKeys(seed, name);
    return { name, random: root.fork(name), tenants, history, takeTurn, newKey };
  };
  return [
    ...clientNames(clients).map((name) => runClient(optionsFor(name))),
    runProducer(optionsFor(PRODUCER), world),
    ...sendings.map((sending) => runWebhookSender(optionsFor(sending.source.name), sending, world)),
  ];
}

/** Commands: every step, and every event of a webhook source however often it was delivered. */
export const countOf = ({ steps, attempts }: History): number => steps.length + eventsIn(attempts);

export const eventsIn = (attempts: History["attempts"]): number =>
  new Set(attempts.filter(({ forgery }) => forgery === null).map(({ event }) => event.id)).size;
