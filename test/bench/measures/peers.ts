import { BATCH } from "../../../infra/sizing.ts";
import { createEvent } from "../process/events.ts";
import { CAREFUL, functionEnvironment, NAIVE } from "../process/functions.ts";
import type { Workshop } from "../process/workshop.ts";
import type { Change } from "../stub/dynamodb.ts";
import type { Stub } from "../stub/start-stub.ts";
import { type Measured, oneByOne, openPipeline, type Pipeline, together } from "./flows.ts";

export interface Peers {
  /** The tutorial's pipeline, one credential at a time. */
  readonly naive: Measured;
  readonly naiveUnderLoad: Measured;
  /** The same with keyferry's promises, each kept by the book. */
  readonly careful: Measured;
  readonly carefulUnderLoad: Measured;
}

const EVENT = "EVENT#";
const isEvent = ({ item }: Change): boolean => String(item.pk?.S).startsWith(EVENT);

/** Counts what the peers in test/bench/naive spend on a credential. */
export async function measurePeers(workshop: Workshop, stub: Stub): Promise<Peers> {
  const environment = functionEnvironment(stub);
  const naive = await openPipeline(workshop, environment, { api: NAIVE.api, worker: NAIVE.worker });
  const careful = await openPipeline(workshop, environment, CAREFUL, isEvent);
  const naiveAlone = await oneByOne(naive, stub, createEvent());
  const carefulAlone = await oneByOne(careful, stub, createEvent());
  return {
    naive: naiveAlone,
    naiveUnderLoad: await together(naive, stub, naiveAlone, () => queued(naive, stub)),
    careful: carefulAlone,
    carefulUnderLoad: await together(careful, stub, carefulAlone, () => queued(careful, stub)),
  };
}

/** A batch of messages. The careful door waits for events, so it finds one for each before its worker runs. */
async function queued({ api }: Pipeline, stub: Stub): Promise<readonly string[]> {
  const messages: string[] = [];
  stub.carryOut(async (bodies) => {
    for (const body of bodies) {
      messages.push(body);
      stub.seed({ pk: { S: `${EVENT}${JSON.parse(body).id}` }, sk: { S: "created" } });
    }
  });
  await api.invoke(...Array.from({ length: BATCH.commands }, () => createEvent()));
  stub.carryOut(undefined);
  await stub.take();
  return messages;
}
