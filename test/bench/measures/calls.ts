import { request } from "node:https";
import { BATCH } from "../../../infra/sizing.ts";
import { handlerOf } from "../process/bundle.ts";
import {
  createEvent,
  httpEvent,
  importEvent,
  importMessages,
  managementKeyItem,
  nextKey,
  producerSeal,
  queueEvent,
  streamEvent,
} from "../process/events.ts";
import { functionEnvironment, NAIVE } from "../process/functions.ts";
import type { FromHost } from "../process/messages.ts";
import type { Host } from "../process/start-host.ts";
import type { Workshop } from "../process/workshop.ts";
import type { WireItem } from "../stub/item-size.ts";
import type { Stub } from "../stub/start-stub.ts";
import { type Flow, type Spending, spending } from "./spending.ts";

/** The number of entries that SQS takes in one SendMessageBatch. */
const SENT_TOGETHER = 10;
/** The outbox entries that the relay reads at once during an import: the last batches of ten workers. */
const ENTRIES = 10;

export interface Calls {
  /** POST /byok, one at a time, in warm processes. The wait for the outcome polls once. */
  readonly create: Flow;
  /** PATCH /byok/{id} with a new key. */
  readonly rotate: Flow;
  /** Full batches of one workspace, sealed in one session. */
  readonly import: Flow;
  /** The tutorial's pipeline, one credential at a time. */
  readonly naive: Flow;
  /** The calls that a new process makes once, besides those of its first credential. */
  readonly start: Flow;
}

type Role = "api" | "worker" | "relay";
type Hosts = Readonly<Record<Role, Host>>;

/** Counts the calls, reads and writes per credential of each flow. The same code gives the same counts. */
export async function measureCalls(workshop: Workshop, stub: Stub): Promise<Calls> {
  const environment = functionEnvironment(stub);
  const hostOf = async (entry: string) => workshop.host(await workshop.build(entry, "deployed"), environment);
  const hosts = {
    api: await hostOf(handlerOf("api")),
    worker: await hostOf(handlerOf("worker")),
    relay: await hostOf(handlerOf("relay")),
  };
  stub.seed(managementKeyItem());
  const cold = await interactive(hosts, stub, createEvent());
  const warm = await interactive(hosts, stub, createEvent());
  const rotation = httpEvent("PATCH", `/byok/${warm.id}`, { key: nextKey() });
  const rotate = await interactive(hosts, stub, rotation);
  return {
    create: warm.flow,
    rotate: rotate.flow,
    import: await bulkImport(hosts, stub),
    naive: await naiveFlow(await hostOf(NAIVE.api), await hostOf(NAIVE.worker), stub),
    start: difference(cold.flow, warm.flow),
  };
}

const spent = ({ logBytes }: FromHost, usage: Partial<Spending>, credentials = 1): Spending =>
  spending({ ...usage, logBytes, invocations: 1 }, credentials);

/** Runs one request through door, worker and relay. It counts the worker's calls apart from the door's. */
async function interactive({ api, worker, relay }: Hosts, stub: Stub, event: object) {
  let atDoor = spending({}, 1);
  let atWorker: Spending | undefined;
  const entries: WireItem[] = [];
  let turn = Promise.resolve();
  const deliver = async (bodies: readonly string[]): Promise<void> => {
    atDoor = sum(atDoor, spending((await stub.take()).usage, 1));
    const result = await worker.invoke(queueEvent(bodies));
    const { usage, outbox } = await stub.take();
    atWorker = atWorker ? sum(atWorker, spent(result, usage)) : spent(result, usage);
    entries.push(...outbox);
  };
  // A first request sends two messages: its command, and the use of its management key.
  stub.carryOut((bodies) => {
    turn = turn.then(() => deliver(bodies));
    return turn;
  });
  const result = await api.invoke(event);
  stub.carryOut(undefined);
  const { statusCode, body } = result.answer as { statusCode: number; body: string };
  if (statusCode > 201 || atWorker === undefined) throw new Error(`the door answered ${statusCode}: ${body}`);
  const after = (await stub.take()).usage;
  const published = await relay.invoke(streamEvent(entries));
  const flow: Flow = {
    api: spent(result, sum(atDoor, spending(after, 1))),
    worker: atWorker,
    relay: spent(published, (await stub.take()).usage),
  };
  return { flow, id: JSON.parse(body).data.id as string };
}

/**
 * Measures the worker's second full batch, since the first unwraps the producer's content key, and the relay
 * after ten such batches.
 */
async function bulkImport({ worker, relay }: Hosts, stub: Stub): Promise<Flow> {
  const seal = producerSeal(await intakePublicKey(stub));
  const next = importMessages(seal);
  const batch = () => importEvent(Array.from({ length: BATCH.imports }, next));
  await worker.invoke(batch());
  await stub.take();
  const result = await worker.invoke(batch());
  const { usage, outbox } = await stub.take();
  const entries = [...outbox];
  for (let more = 1; more < ENTRIES; more += 1) {
    await worker.invoke(batch());
    entries.push(...(await stub.take()).outbox);
  }
  const published = await relay.invoke(streamEvent(entries));
  return {
    // The producer sends full batches. The import's end-to-end figures measure its own run.
    producer: spending({ calls: { "sqs:SendMessageBatch": 1 } }, SENT_TOGETHER),
    worker: spent(result, usage, BATCH.imports),
    relay: spent(published, (await stub.take()).usage, ENTRIES * BATCH.imports),
  };
}

async function naiveFlow(api: Host, worker: Host, stub: Stub): Promise<Flow> {
  let entry = "";
  stub.carryOut(async ([body = ""]) => {
    entry = body;
  });
  const queued = await api.invoke(createEvent());
  stub.carryOut(undefined);
  const atApi = (await stub.take()).usage;
  const stored = await worker.invoke(queueEvent([entry]));
  return { api: spent(queued, atApi), worker: spent(stored, (await stub.take()).usage) };
}

const sum = (left: Spending, right: Spending): Spending => combine(left, right, (a, b) => a + b);

const difference = (left: Flow, right: Flow): Flow =>
  Object.fromEntries(
    (Object.keys(left) as Role[]).map((part) => {
      const [cold, warm] = [left[part], right[part]];
      return [part, cold && warm && combine(cold, warm, (a, b) => a - b)];
    }),
  );

function combine(left: Spending, right: Spending, by: (a: number, b: number) => number): Spending {
  const operations = [...new Set([...Object.keys(left.calls), ...Object.keys(right.calls)])].sort();
  const calls = operations.map((name) => [name, by(left.calls[name] ?? 0, right.calls[name] ?? 0)] as const);
  return {
    calls: Object.fromEntries(calls.filter(([, count]) => count !== 0)),
    writeUnits: by(left.writeUnits, right.writeUnits),
    readUnits: by(left.readUnits, right.readUnits),
    events: by(left.events, right.events),
    rsaCalls: by(left.rsaCalls, right.rsaCalls),
    invocations: by(left.invocations, right.invocations),
    logBytes: by(left.logBytes, right.logBytes),
  };
}

/** The stub's intake public key in DER, as `GetPublicKey` returns it. */
export async function intakePublicKey({ endpoint, environment }: Stub): Promise<Buffer> {
  const { readFile } = await import("node:fs/promises");
  const ca = await readFile(String(environment.NODE_EXTRA_CA_CERTS));
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { "x-amz-target": "TrentService.GetPublicKey" };
    const call = request(endpoint, { method: "POST", headers, ca }, async (response) => {
      resolve(Buffer.concat(await response.toArray()).toString());
    });
    call.on("error", reject);
    call.end("{}");
  });
  return Buffer.from(JSON.parse(text).PublicKey, "base64");
}
