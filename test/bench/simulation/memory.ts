import { BATCH, MEMORY } from "../../../infra/sizing.ts";
import type { ColdStart } from "../measures/cold-start.ts";
import { type Cpu, ENTRIES } from "../measures/cpu.ts";
import type { Exact } from "../measures/exact.ts";
import { PRICES } from "../prices.ts";

/** The model's figures for one function at one memory size. */
export interface MemoryChoice {
  readonly name: string;
  readonly mebibytes: number;
  readonly inUse: boolean;
  /** A warm invocation: a request of api, a full batch of worker and of relay. */
  readonly warmMs: number;
  /** Import of the bundle and the first call. */
  readonly coldMs: number;
  /** Lambda's duration price of a million warm invocations. */
  readonly dollars: number;
}

/** At this size a function has a whole processor, below it a share (AWS Lambda Developer Guide, "Memory"). */
const ONE_PROCESSOR = 1769;

/** Below 256 MiB, a Node process with three SDK clients runs out of memory before the saving counts. */
const SIZES = [256, 512, 1024, ONE_PROCESSOR] as const;

/** The credentials in a modelled invocation. */
const CREDENTIALS = { api: 1, worker: BATCH.imports, relay: ENTRIES * BATCH.imports } as const;

/**
 * The cost and duration of each size. The CPU time measured here grows as the share of the processor shrinks;
 * the waiting for other services does not.
 */
export const simulateMemory = (
  cpu: readonly Cpu[],
  coldStarts: readonly ColdStart[],
  { priced }: Exact,
): MemoryChoice[] => {
  const bulk = priced.import.modelled;
  const waitingMs = { api: priced.create.modelled.mean, worker: bulk.workerMs, relay: bulk.relayMs };
  return cpu.flatMap(({ name, ours }) => {
    const cold = coldStarts.find((start) => start.name === name)?.deployed.median ?? Number.NaN;
    return SIZES.map((mebibytes) => {
      const stretch = ONE_PROCESSOR / mebibytes;
      const warmMs = waitingMs[name] + ours.median * CREDENTIALS[name] * stretch;
      return {
        name,
        mebibytes,
        inUse: MEMORY[name] === mebibytes,
        warmMs,
        coldMs: cold * stretch,
        dollars: (mebibytes / 1024) * (warmMs / 1000) * 1e6 * PRICES.lambdaGigabyteSecond,
      };
    });
  });
};
