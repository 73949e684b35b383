import { BATCH } from "../../../infra/sizing.ts";
import { queueEvent, streamEvent } from "../process/events.ts";
import type { FromHost } from "../process/messages.ts";
import type { Host } from "../process/start-host.ts";
import type { Workshop } from "../process/workshop.ts";
import type { Path } from "../simulation/latency.ts";
import type { Change } from "../stub/dynamodb.ts";
import type { Stub } from "../stub/start-stub.ts";
import type { Step } from "../stub/steps.ts";
import { type Flow, type Spending, spending, sum } from "./spending.ts";

/** What a credential costs on one way into a pipeline. */
export interface Measured {
  readonly flow: Flow;
  readonly path: Path;
}

/** The functions of a pipeline in warm processes. A relay is left out where the worker publishes. */
export interface Pipeline {
  readonly api: Host;
  readonly worker: Host;
  readonly relay: Host | undefined;
  /** Whether the relay's event source passes on a change of the table. */
  readonly reachesRelay: (change: Change) => boolean;
}

/** Starts the functions with these entry points. */
export async function openPipeline(
  workshop: Workshop,
  environment: NodeJS.ProcessEnv,
  entries: { readonly api: string; readonly worker: string; readonly relay?: string },
  reachesRelay: Pipeline["reachesRelay"] = () => false,
): Promise<Pipeline> {
  const open = async (entry: string) => workshop.host(await workshop.build(entry, "deployed"), environment);
  return {
    api: await open(entries.api),
    worker: await open(entries.worker),
    relay: entries.relay === undefined ? undefined : await open(entries.relay),
    reachesRelay,
  };
}

/** Runs events through one function, whose calls are answered in steps. */
export async function measured(host: Host, stub: Stub, ...events: readonly unknown[]) {
  await stub.take();
  stub.step(true);
  const result = await host.invoke(...events);
  const taken = await stub.take();
  stub.step(false);
  return { result, ...taken, spent: spent(result, taken.usage) };
}

const spent = ({ logBytes }: FromHost, usage: Partial<Spending>, credentials = 1): Spending =>
  spending({ ...usage, logBytes, invocations: 1 }, credentials);

/** Runs one request through door, worker and relay. It counts the worker's calls apart from the door's. */
export async function oneByOne(pipeline: Pipeline, stub: Stub, event: object) {
  const { api, worker } = pipeline;
  let atDoor = spending({}, 1);
  let atWorker = spending({}, 1);
  const door: Step[] = [];
  const steps: Step[] = [];
  const changes: Change[] = [];
  let turn = Promise.resolve();
  const deliver = async (bodies: readonly string[]): Promise<void> => {
    const before = await stub.take();
    atDoor = sum(atDoor, spending(before.usage, 1));
    door.push(...before.steps);
    const result = await worker.invoke(queueEvent(bodies));
    const { usage, stream, steps: own } = await stub.take();
    atWorker = sum(atWorker, spent(result, usage));
    steps.push(...own);
    changes.push(...stream);
  };
  // A first request sends two messages: its command, and the use of its management key.
  stub.carryOut((bodies) => {
    turn = turn.then(() => deliver(bodies));
    return turn;
  });
  stub.step(true);
  const result = await api.invoke(event);
  const after = await stub.take();
  stub.step(false);
  stub.carryOut(undefined);
  const { statusCode, body } = result.answer as { statusCode: number; body: string };
  if (statusCode > 202 || atWorker.invocations === 0)
    throw new Error(`the door answered ${statusCode}: ${body}`);
  const published = await relayed(pipeline, stub, changes);
  const flow: Flow = {
    api: spent(result, sum(atDoor, spending(after.usage, 1))),
    worker: atWorker,
    ...published.flow,
  };
  const path: Path = {
    door,
    worker: steps,
    looks: after.steps,
    relay: published.steps,
    lookUnits: after.usage.readUnits,
  };
  return { flow, path, id: JSON.parse(body).data?.id as string };
}

/**
 * What the worker and the relay of a pipeline spend under sustained load, when they get full batches; the door spends what it
 * spends on one.
 * @param bodies the messages of one batch of the worker
 */
export async function together(
  pipeline: Pipeline,
  stub: Stub,
  alone: Measured,
  bodies: () => Promise<readonly string[]>,
): Promise<Measured> {
  const changes: Change[] = [];
  for (let batch = 1; batch < BATCH.stream / BATCH.commands; batch += 1) {
    await pipeline.worker.invoke(queueEvent(await bodies()));
    changes.push(...(await stub.take()).stream);
  }
  const last = await bodies();
  const { result, usage, stream, steps } = await measured(pipeline.worker, stub, queueEvent(last));
  const published = await relayed(pipeline, stub, [...changes, ...stream]);
  return {
    flow: { ...alone.flow, worker: spent(result, usage, last.length), ...published.flow },
    path: { ...alone.path, worker: steps, relay: published.steps },
  };
}

/** What the relay spends on each event of a batch, as full as these changes of the table make it. */
export async function relayed(
  { relay, reachesRelay }: Pipeline,
  stub: Stub,
  changes: readonly Change[],
): Promise<{ readonly flow: Pick<Flow, "relay">; readonly steps: readonly Step[] }> {
  const batch = changes.filter(reachesRelay).slice(0, BATCH.stream);
  if (relay === undefined) return { flow: {}, steps: [] };
  const { result, usage, steps } = await measured(relay, stub, streamEvent(batch));
  return { flow: { relay: spent(result, usage, usage.events) }, steps };
}
