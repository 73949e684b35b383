import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { PRICES } from "../prices.ts";
import { handlerOf } from "../process/bundle.ts";
import { importEvent, importMessages, producerSeal } from "../process/events.ts";
import { functionEnvironment } from "../process/functions.ts";
import type { Resolving as Task } from "../process/resolver.ts";
import type { Workshop } from "../process/workshop.ts";
import { type Stub, startStub } from "../stub/start-stub.ts";
import { intakePublicKey } from "./intake-public-key.ts";
import { type Timing, timing } from "./statistics.ts";

export interface Resolving {
  /** Warm requests of a workspace with ten credentials, each with the decryption of one key, in microseconds. */
  readonly warm: Timing;
  /** The same, one after the other. */
  readonly perSecond: Timing;
  /** Calls of AWS for all of these. */
  readonly warmCalls: number;
  /** Calls of a fresh process for its first request, by the number of distinct data keys among the first credentials. */
  readonly coldCalls: readonly { readonly dataKeys: number; readonly calls: number }[];
  /** The first request of a fresh process, in milliseconds, by the number of the workspace's credentials. */
  readonly large: readonly { readonly credentials: number; readonly cold: Timing; readonly warm: Timing }[];
  /** Dollars a month for KMS at a hundred requests a second, each opened by KMS, and with this resolver. */
  readonly uncached: number;
  readonly cached: number;
}

const REQUESTS_PER_SECOND = 100;
const SECONDS_PER_MONTH = 30 * 86_400;
/** A thousand workspaces in use, one data key each, on ten processes that start once a day. */
const UNWRAPS_PER_MONTH = 1_000 * 10 * 30;

const dollars = (calls: number): number => (calls / 1e6) * PRICES.perMillion.kmsRequest;

/** Measures a resolver against stub services of its own, which list what the worker created. */
export async function measureResolving(
  workshop: Workshop,
  rounds: number,
  large: number,
): Promise<Resolving> {
  const stub = await startStub(2048);
  try {
    stub.list(true);
    const environment = functionEnvironment(stub);
    const seal = producerSeal(await intakePublicKey(stub));
    const worker = await workshop.host(await workshop.build(handlerOf("worker"), "deployed"), environment);
    /** A workspace with credentials, of which so many share a data key. */
    const workspaceWith = async (credentials: number, sharing: number): Promise<string> => {
      const workspace = randomUUID();
      const next = importMessages(seal, workspace);
      for (let made = 0; made < credentials; made += sharing) {
        await worker.invoke(importEvent(Array.from({ length: Math.min(sharing, credentials - made) }, next)));
      }
      return workspace;
    };
    const resolver = await workshop.build(join(import.meta.dirname, "../process/resolver.ts"), "deployed");
    const fresh = () => workshop.host(resolver, environment);
    const callsSince = async () =>
      Object.values((await stub.take()).usage.calls).reduce((sum, count) => sum + count, 0);

    const ten = await workspaceWith(10, 10);
    const warm = await measureWarm(stub, await fresh(), { workspace: ten, times: 10_000 }, rounds);
    const coldCalls = [];
    for (const dataKeys of [1, 2, 8]) {
      const workspace = await workspaceWith(8, 8 / dataKeys);
      const host = await fresh();
      await stub.take();
      await host.invoke({ workspace, times: 1 } satisfies Task);
      coldCalls.push({ dataKeys, calls: await callsSince() });
      await host.stop();
    }
    const sizes = [];
    for (const credentials of [100, large]) {
      const workspace = await workspaceWith(credentials, 100);
      const [cold, next]: [number[], number[]] = [[], []];
      for (let round = 0; round < Math.min(rounds, 5); round += 1) {
        const host = await fresh();
        const { answer } = await host.invoke({ workspace, times: 20 } satisfies Task);
        const [first = Number.NaN, ...others] = answer as number[];
        cold.push(first / 1_000);
        next.push(...others);
        await host.stop();
      }
      sizes.push({ credentials, cold: timing(cold), warm: timing(next) });
    }
    return {
      ...warm,
      coldCalls,
      large: sizes,
      uncached: dollars(REQUESTS_PER_SECOND * SECONDS_PER_MONTH),
      cached: dollars(UNWRAPS_PER_MONTH),
    };
  } finally {
    await stub.stop();
  }
}

async function measureWarm(
  stub: Stub,
  host: Awaited<ReturnType<Workshop["host"]>>,
  task: Task,
  rounds: number,
): Promise<Pick<Resolving, "warm" | "perSecond" | "warmCalls">> {
  await host.invoke(task);
  const [taken, perSecond]: [number[], number[]] = [[], []];
  let warmCalls = 0;
  for (let round = 0; round < rounds; round += 1) {
    // Wait for a new read, so that no round meets the reading in the background, which begins after 2.5 seconds.
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    await host.invoke({ ...task, times: 1 });
    await stub.take();
    const { answer, wallMs } = await host.invoke(task);
    const { usage } = await stub.take();
    warmCalls += Object.values(usage.calls).reduce((sum, count) => sum + count, 0);
    taken.push(...(answer as number[]));
    perSecond.push(task.times / (wallMs / 1_000));
  }
  await host.stop();
  return { warm: timing(taken), perSecond: timing(perSecond), warmCalls };
}
