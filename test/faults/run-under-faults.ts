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

export interface FaultRunOptions extends RunOptions {
  readonly commands: number;
  readonly tenants: readonly Tenant[];
  readonly sendings: readonly Sending[];
  readonly history: History;
  readonly print: (line: string) => void;
}

/** The rounds after which a run ends even if some kind of fault has hit nothing, which its report shows. */
const MAX_ROUNDS = 4;

/**
 * Runs clients and faults together until all commands are sent and each kind of fault has hit something.
 * Returns how often each kind did.
 */
export async function runUnderFaults(
  world: World,
  options: FaultRunOptions,
): Promise<ReadonlyMap<string, number>> {
  const { seed, kinds, history, print } = options;
  const hits = new Map<string, number>(kinds.map((kind) => [kind, 0]));
  let turns = options.commands;
  // The run sends at least the requested commands, and does not end before each kind of fault has hit
  // something.
  let everyFaultHit = false;
  let busy = true;
  const clients = startClients(world, options, () => turns-- > 0 || !everyFaultHit);
  const clientsDone = Promise.all(clients).finally(() => {
    busy = false;
  });

  const breakThings = async () => {
    for (const planned of planFaults(seeded(seed).fork("faults"), kinds)) {
      everyFaultHit = [...hits.values()].every((times) => times > 0) || planned.round > MAX_ROUNDS;
      if (!busy || (everyFaultHit && turns <= 0)) break;
      // All commands are sent, so only the kinds that have hit nothing yet remain.
      if (turns <= 0 && planned.round > 1 && hits.get(planned.kind) !== 0) continue;
      const fault = FAULTS.find(({ kind }) => kind === planned.kind) as Fault;
      const times = await fault.inject(world, planned.forMs, randomOf(planned));
      hits.set(fault.kind, (hits.get(fault.kind) ?? 0) + times);
      print(`${countOf(history)} commands answered; ${fault.kind}: ${times}`);
      await pause(planned.restMs);
    }
    everyFaultHit = true;
  };
  await Promise.all([clientsDone, breakThings()]);
  return hits;
}

function startClients(
  world: World,
  { seed, clients, tenants, sendings, history }: FaultRunOptions,
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

/** The number of commands: every step, and every event of a webhook source however often it was delivered. */
export const countOf = ({ steps, attempts }: History): number => steps.length + eventsIn(attempts);

export const eventsIn = (attempts: History["attempts"]): number =>
  new Set(
    attempts.filter(({ forgery }) => forgery === null).map(({ client, event }) => `${client} ${event.at}`),
  ).size;
