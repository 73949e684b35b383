import { MAX_ROWS_TOGETHER } from "../../../shared/imports/import-message.ts";
import { handlerOf } from "../process/bundle.ts";
import {
  createEvent,
  httpEvent,
  importEvent,
  importMessages,
  managementKeyItem,
  nextKey,
  producerSeal,
  reachesRelay,
  WORKSPACES,
} from "../process/events.ts";
import { functionEnvironment } from "../process/functions.ts";
import type { Workshop } from "../process/workshop.ts";
import type { Change } from "../stub/dynamodb.ts";
import type { Stub } from "../stub/start-stub.ts";
import {
  type Measured,
  measured,
  oneByOne,
  openPipeline,
  type Pipeline,
  relayed,
  together,
} from "./flows.ts";
import { intakePublicKey } from "./intake-public-key.ts";
import { measurePeers, type Peers } from "./peers.ts";
import { difference, type Flow, spending } from "./spending.ts";

/** The messages in one SendMessageBatch, and in one receive of Lambda's poller. */
const MESSAGES = 10;
export const ROWS_PER_CALL = MESSAGES * MAX_ROWS_TOGETHER;
/** The worker's batches that the relay reads during an import. */
const BATCHES = 3;

/** What a credential costs on each way into keyferry and into its peers. */
export interface Calls extends Peers {
  /** POST /byok, one at a time, in warm processes. The wait for the outcome polls once. */
  readonly create: Measured;
  /** The same under sustained load, when every command of a batch is of another workspace. */
  readonly createUnderLoad: Measured;
  /** PATCH /byok/{id} with a new key. */
  readonly rotate: Measured;
  /** Ten full messages at a time, of one workspace and sealed in one session. */
  readonly import: Measured;
  /** The calls that a new process makes once, besides those of its first credential. */
  readonly start: Flow;
}

/** Counts the calls, reads and writes per credential of each flow. The same code gives the same counts. */
export async function measureCalls(workshop: Workshop, stub: Stub): Promise<Calls> {
  const environment = functionEnvironment(stub);
  const handlers = { api: handlerOf("api"), worker: handlerOf("worker"), relay: handlerOf("relay") };
  const pipeline = await openPipeline(workshop, environment, handlers, reachesRelay);
  stub.seed(managementKeyItem());
  const cold = await oneByOne(pipeline, stub, createEvent());
  const warm = await oneByOne(pipeline, stub, createEvent());
  const rotation = httpEvent("PATCH", `/byok/${warm.id}`, { key: nextKey() });
  return {
    create: warm,
    createUnderLoad: await together(pipeline, stub, warm, () => queuedCreates(pipeline, stub)),
    rotate: await oneByOne(pipeline, stub, rotation),
    import: await bulkImport(pipeline, stub),
    start: difference(cold.flow, warm.flow),
    ...(await measurePeers(workshop, stub)),
  };
}

/** A batch of creations that nobody waits for, each in a workspace of its own. */
async function queuedCreates({ api }: Pipeline, stub: Stub): Promise<readonly string[]> {
  const queued: string[] = [];
  stub.carryOut(async (bodies) => {
    queued.push(...bodies);
  });
  await api.invoke(...WORKSPACES.map((id) => createEvent({ prefer: "respond-async" }, id)));
  stub.carryOut(undefined);
  await stub.take();
  return queued;
}

/** Measures the worker's second batch, since the first unwraps the producer's content key. */
async function bulkImport(pipeline: Pipeline, stub: Stub): Promise<Measured> {
  const { worker } = pipeline;
  const next = importMessages(producerSeal(await intakePublicKey(stub)));
  const batch = () => importEvent(Array.from({ length: ROWS_PER_CALL }, next));
  await worker.invoke(batch());
  const { spent, stream, steps } = await measured(worker, stub, batch());
  const changes: Change[] = [...stream];
  for (let more = 1; more < BATCHES; more += 1) {
    await worker.invoke(batch());
    changes.push(...(await stub.take()).stream);
  }
  const published = await relayed(pipeline, stub, changes);
  return {
    flow: {
      // The producer sends full batches. The import's end-to-end figures measure its own run.
      producer: spending({ calls: { "sqs:SendMessageBatch": 1 } }, ROWS_PER_CALL),
      worker: spending(spent, ROWS_PER_CALL),
      ...published.flow,
    },
    path: { door: [], worker: steps, looks: [], relay: published.steps, lookUnits: 0 },
  };
}
