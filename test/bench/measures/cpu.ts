import { randomUUID } from "node:crypto";
import { BATCH } from "../../../infra/sizing.ts";
import { handlerOf } from "../process/bundle.ts";
import {
  createEvent,
  importEvent,
  importMessages,
  managementKeyItem,
  nextKey,
  producerSeal,
  queueEvent,
  reachesRelay,
  streamEvent,
} from "../process/events.ts";
import { functionEnvironment, NAIVE } from "../process/functions.ts";
import type { Host } from "../process/start-host.ts";
import type { Workshop } from "../process/workshop.ts";
import type { Stub } from "../stub/start-stub.ts";
import { intakePublicKey } from "./intake-public-key.ts";
import { interleave, ratio, type Timing, timing } from "./statistics.ts";

export interface Cpu {
  readonly name: "api" | "worker" | "relay";
  /** CPU milliseconds per credential, user and system. */
  readonly ours: Timing;
  readonly naive: Timing;
  readonly ratio: Timing;
  /** SDK calls per credential. */
  readonly calls: number;
  readonly naiveCalls: number;
  /** The peak memory of our process, in bytes. */
  readonly peakMemory: number;
}

/** The number of outbox entries in one batch of the relay. */
export const ENTRIES = 10;
const ROWS = BATCH.imports;

/** Makes the events that bring so many credentials to a function and to its peer. */
interface Load {
  readonly name: Cpu["name"];
  readonly ours: () => readonly unknown[];
  readonly naive: () => readonly unknown[];
}

/** The credentials in a round: whole batches for every function. */
const CREDENTIALS = ENTRIES * ROWS;

/** Measures the CPU per credential of functions and their peers: warm, full batches, the same stub. */
export async function measureCpu(workshop: Workshop, stub: Stub, rounds: number): Promise<Cpu[]> {
  stub.seed(managementKeyItem());
  const environment = functionEnvironment(stub);
  const hostOf = async (entry: string, style: "deployed" | "ordinary") =>
    workshop.host(await workshop.build(entry, style), environment);

  const results: Cpu[] = [];
  for (const load of await loads(stub, CREDENTIALS, await hostOf(handlerOf("worker"), "deployed"))) {
    const { name } = load;
    const ours = await hostOf(handlerOf(name), "deployed");
    const naive = await hostOf(NAIVE[name], "ordinary");
    let peakMemory = 0;
    const measure = async (host: Host, events: readonly unknown[]): Promise<number> => {
      const result = await host.invoke(...events);
      if (host === ours) peakMemory = result.peakMemory;
      return result.cpuMs / CREDENTIALS;
    };
    const callsOf = async (host: Host, events: readonly unknown[]): Promise<number> => {
      await stub.take();
      await measure(host, events);
      const { calls } = (await stub.take()).usage;
      return Object.values(calls).reduce((sum, count) => sum + count, 0) / CREDENTIALS;
    };
    // Two unmeasured rounds fill the caches and compile the hot code. The second one's calls count.
    await measure(ours, load.ours());
    await measure(naive, load.naive());
    const calls = await callsOf(ours, load.ours());
    const naiveCalls = await callsOf(naive, load.naive());
    const numbers = await interleave(rounds, {
      ours: async () => measure(ours, load.ours()),
      naive: async () => measure(naive, load.naive()),
    });
    results.push({
      name,
      ours: timing(numbers.ours),
      naive: timing(numbers.naive),
      ratio: ratio(numbers.ours, numbers.naive),
      calls,
      naiveCalls,
      peakMemory,
    });
  }
  return results;
}

async function loads(stub: Stub, credentials: number, feeder: Host): Promise<Load[]> {
  const seal = producerSeal(await intakePublicKey(stub));
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const next = importMessages(seal);
  const batches = (count: number) => times(count, () => importEvent(times(ROWS, next)));
  const naiveMessage = () => JSON.stringify({ id: randomUUID(), key: nextKey(), provider: "openai" });
  await stub.take();
  await feeder.invoke(...batches(ENTRIES));
  const news = (await stub.take()).stream.filter(reachesRelay);
  const one = news.slice(0, 1);
  const items = times(ENTRIES * ROWS, () => one).flat();
  return [
    {
      name: "api",
      ours: () => times(credentials, () => createEvent({ prefer: "respond-async" })),
      naive: () => times(credentials, () => createEvent()),
    },
    {
      name: "worker",
      ours: () => batches(credentials / ROWS),
      naive: () => times(credentials / ROWS, () => queueEvent(times(ROWS, naiveMessage))),
    },
    {
      name: "relay",
      ours: () => times(credentials / (ENTRIES * ROWS), () => streamEvent(news)),
      naive: () => times(credentials / (ENTRIES * ROWS), () => streamEvent(items)),
    },
  ];
}

/** The CPU for each SDK call, relative to the peer: the rest of a handler's work is small beside its calls. */
export const ratioPerCall = ({ ratio: all, calls, naiveCalls }: Cpu): number =>
  (all.median * naiveCalls) / calls;
