import { randomUUID } from "node:crypto";
import { handlerOf } from "../process/bundle.ts";
import {
  createEvent,
  importCommand,
  managementKeyItem,
  nextKey,
  producerSeal,
  queueEvent,
  streamEvent,
} from "../process/events.ts";
import { functionEnvironment, NAIVE } from "../process/functions.ts";
import type { Host } from "../process/start-host.ts";
import type { Workshop } from "../process/workshop.ts";
import type { Stub } from "../stub/start-stub.ts";
import { intakePublicKey } from "./calls.ts";
import { interleave, ratio, type Timing, timing } from "./statistics.ts";

export interface Cpu {
  readonly name: string;
  /** CPU milliseconds per credential, user and system. */
  readonly ours: Timing;
  readonly naive: Timing;
  readonly ratio: Timing;
  /** The largest memory of our process, in bytes. */
  readonly peakMemory: number;
}

const BATCH = 10;

/** Makes the events for some invocations, and says how many credentials they are. */
interface Load {
  readonly name: string;
  readonly ours: () => Promise<readonly unknown[]>;
  readonly naive: () => Promise<readonly unknown[]>;
  readonly credentials: number;
}

/** CPU per credential of each function beside its naive peer: warm processes, full batches, the same stub services. */
export async function measureCpu(
  workshop: Workshop,
  stub: Stub,
  rounds: number,
  size: number,
): Promise<Cpu[]> {
  stub.seed(managementKeyItem());
  const environment = functionEnvironment(stub);
  const hostOf = async (entry: string, style: "deployed" | "ordinary") =>
    workshop.host(await workshop.build(entry, style), environment);

  const results: Cpu[] = [];
  for (const load of await loads(stub, size, await hostOf(handlerOf("worker"), "deployed"))) {
    const name = load.name as "api" | "worker" | "relay";
    const ours = await hostOf(handlerOf(name), "deployed");
    const naive = await hostOf(NAIVE[name], "ordinary");
    let peakMemory = 0;
    const measure = async (host: Host, events: readonly unknown[]): Promise<number> => {
      const result = await host.invoke(...events);
      if (host === ours) peakMemory = result.peakMemory;
      return result.cpuMs / load.credentials;
    };
    // Twice unmeasured: caches filled, the hot code compiled.
    for (let warmUp = 0; warmUp < 2; warmUp += 1) {
      await measure(ours, await load.ours());
      await measure(naive, await load.naive());
    }
    const numbers = await interleave(rounds, {
      ours: async () => measure(ours, await load.ours()),
      naive: async () => measure(naive, await load.naive()),
    });
    results.push({
      name,
      ours: timing(numbers.ours),
      naive: timing(numbers.naive),
      ratio: ratio(numbers.ours, numbers.naive),
      peakMemory,
    });
  }
  return results;
}

async function loads(stub: Stub, size: number, feeder: Host): Promise<Load[]> {
  const seal = producerSeal(await intakePublicKey(stub));
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const batches = (make: () => unknown) =>
    times(size, () => queueEvent(times(BATCH, () => JSON.stringify(make()))));
  /** Ten outbox entries of ten events each, as the worker's batches leave them. */
  const entries = async () => {
    await stub.take();
    await feeder.invoke(
      ...times(BATCH, () => queueEvent(times(BATCH, () => JSON.stringify(importCommand(seal))))),
    );
    return (await stub.take()).outbox;
  };
  const outbox = await entries();
  const items = times(BATCH * BATCH, () => outbox[0]).filter((item) => item !== undefined);
  return [
    {
      name: "api",
      ours: async () => times(size * BATCH, () => createEvent({ prefer: "respond-async" })),
      naive: async () => times(size * BATCH, () => createEvent()),
      credentials: size * BATCH,
    },
    {
      name: "worker",
      ours: async () => batches(() => importCommand(seal)),
      naive: async () => batches(() => ({ id: randomUUID(), key: nextKey(), provider: "openai" })),
      credentials: size * BATCH,
    },
    {
      name: "relay",
      ours: async () => times(Math.ceil(size / BATCH), () => streamEvent(outbox)),
      naive: async () => times(Math.ceil(size / BATCH), () => streamEvent(items)),
      credentials: Math.ceil(size / BATCH) * BATCH * BATCH,
    },
  ];
}
