import { join } from "node:path";
import { importedCredentialId } from "../../../shared/imports/imported-credential-id.ts";
import { handlerOf } from "../process/bundle.ts";
import { importEvent, importMessages, producerSeal } from "../process/events.ts";
import { functionEnvironment } from "../process/functions.ts";
import type { Workshop } from "../process/workshop.ts";
import type { Stub } from "../stub/start-stub.ts";
import { intakePublicKey } from "./intake-public-key.ts";
import { type Timing, timing } from "./statistics.ts";

export interface Opening {
  /** The first credential of a fresh process in milliseconds, connections included. */
  readonly cold: Timing;
  /** Credentials per second of a warm process, one after the other. */
  readonly perSecond: Timing;
  /** CPU milliseconds per credential. */
  readonly cpu: Timing;
  readonly callsPerCredential: number;
}

const OPENED = 50;

/** Measures `openCredential` against the stub services. */
export async function measureOpening(workshop: Workshop, stub: Stub, rounds: number): Promise<Opening> {
  const environment = functionEnvironment(stub);
  const worker = await workshop.host(await workshop.build(handlerOf("worker"), "deployed"), environment);
  const seal = producerSeal(await intakePublicKey(stub));
  const messages = Array.from({ length: OPENED }, importMessages(seal));
  await worker.invoke(importEvent(messages));
  const ids = messages.map(({ workspace_id, import_id, row }) =>
    importedCredentialId(workspace_id, import_id, row),
  );

  const opener = await workshop.build(join(import.meta.dirname, "../process/opener.ts"), "deployed");
  const cold: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const fresh = await workshop.host(opener, environment);
    cold.push((await fresh.invoke(ids.slice(0, 1))).wallMs);
    await fresh.stop();
  }
  const warm = await workshop.host(opener, environment);
  for (let warmUp = 0; warmUp < 3; warmUp += 1) await warm.invoke(ids);
  await stub.take();
  const results = [];
  for (let round = 0; round < rounds; round += 1) results.push(await warm.invoke(ids));
  const { usage } = await stub.take();
  const calls = Object.values(usage.calls).reduce((sum, count) => sum + count, 0);
  return {
    cold: timing(cold),
    perSecond: timing(results.map(({ wallMs }) => OPENED / (wallMs / 1000))),
    cpu: timing(results.map(({ cpuMs }) => cpuMs / OPENED)),
    callsPerCredential: calls / (rounds * OPENED),
  };
}
