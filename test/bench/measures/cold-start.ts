import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { handlerOf } from "../process/bundle.ts";
import { deliveryEvent } from "../process/delivery.ts";
import {
  createEvent,
  importEvent,
  importMessages,
  managementKeyItem,
  producerSeal,
  reachesRelay,
  streamEvent,
} from "../process/events.ts";
import { functionEnvironment, NAIVE } from "../process/functions.ts";
import type { Workshop } from "../process/workshop.ts";
import type { Stub } from "../stub/start-stub.ts";
import { intakePublicKey } from "./intake-public-key.ts";
import { interleave, ratio, type Timing, timing } from "./statistics.ts";

export interface ColdStart {
  readonly name: string;
  readonly bytes: number;
  readonly ordinaryBytes: number;
  /** Import and first call, in milliseconds. */
  readonly deployed: Timing;
  readonly ordinary: Timing;
  readonly bare: Timing;
  /** The ratio of deployed to ordinary. */
  readonly ratio: Timing;
}

const run = promisify(execFile);

/** Measures import and first call in fresh processes: deployed, bundled the ordinary way, and the floor. */
export async function measureColdStart(workshop: Workshop, stub: Stub, rounds: number): Promise<ColdStart[]> {
  stub.seed(managementKeyItem());
  const environment = functionEnvironment(stub);
  const firstCall = async (file: string, event: unknown): Promise<number> => {
    const { stdout } = await run(process.execPath, [workshop.firstCall, file, JSON.stringify(event)], {
      env: environment,
    });
    const { importMs, callMs } = JSON.parse(stdout) as Record<"importMs" | "callMs", number>;
    return importMs + callMs;
  };
  const bare = await workshop.build(NAIVE.bare, "deployed");
  const results: ColdStart[] = [];
  for (const [name, event] of Object.entries(await firstEvents(workshop, stub))) {
    const deployed = await workshop.build(handlerOf(name), "deployed");
    const ordinary = await workshop.build(handlerOf(name), "ordinary");
    const numbers = await interleave(rounds, {
      deployed: () => firstCall(deployed.file, event()),
      ordinary: () => firstCall(ordinary.file, event()),
      bare: () => firstCall(bare.file, {}),
    });
    results.push({
      name,
      bytes: deployed.bytes,
      ordinaryBytes: ordinary.bytes,
      deployed: timing(numbers.deployed),
      ordinary: timing(numbers.ordinary),
      bare: timing(numbers.bare),
      ratio: ratio(numbers.deployed, numbers.ordinary),
    });
  }
  return results;
}

/** The first event of each function: a request that does not wait, a delivery, a command, what it wrote. */
async function firstEvents(workshop: Workshop, stub: Stub): Promise<Record<string, () => unknown>> {
  const seal = producerSeal(await intakePublicKey(stub));
  const next = importMessages(seal);
  const command = () => importEvent([next()]);
  const worker = await workshop.host(
    await workshop.build(handlerOf("worker"), "deployed"),
    functionEnvironment(stub),
  );
  await worker.invoke(command());
  const news = (await stub.take()).stream.filter(reachesRelay);
  return {
    api: () => createEvent({ prefer: "respond-async" }),
    webhook: deliveryEvent,
    worker: command,
    relay: () => streamEvent(news),
  };
}
