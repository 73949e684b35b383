import {
  type PollingInterval,
  pollingInterval,
} from "../../../shared/credentials/requests/polling-interval.ts";
import { mean, quantile } from "../measures/statistics.ts";
import type { Step } from "../stub/steps.ts";
import { HOPS, latencyOf } from "./published.ts";
import { draw, generator } from "./random.ts";

/** The steps of a credential through the pipeline, as the stub recorded them. */
export interface Path {
  /** Of the door, to the message's send. */
  readonly door: readonly Step[];
  readonly worker: readonly Step[];
  /** Of the door, after the send: one look, which finds the outcome. None where nobody waits. */
  readonly looks: readonly Step[];
  readonly relay: readonly Step[];
  /** The read units of a look. */
  readonly lookUnits: number;
}

export interface Modelled {
  /** From request to answer, in milliseconds: AWS's calls, the queue and the pauses alone. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly mean: number;
  /** Looks for the outcome. */
  readonly looks: number;
  /** Mean milliseconds of the worker's and of the relay's calls. */
  readonly workerMs: number;
  readonly relayMs: number;
}

export type Hop = keyof typeof HOPS;

const DRAWS = 60_000;
const SEND = "sqs:";

/** Fixed pauses between looks, the last of which repeats. */
export const fixedPauses = (pauses: readonly number[]): PollingInterval => ({
  pauseBefore: (look) => pauses[look] ?? pauses.at(-1) ?? 0,
  observe: () => {},
  observeLate: () => {},
});

/** The number of AWS calls from request to answer of which each needs the answer of the one before. */
export const serialCalls = ({ door, worker, looks }: Path): number =>
  door.length + worker.length + looks.length;

/**
 * Models the time from request to answer: the recorded steps with published latencies (published.ts), and the wait for the outcome
 * with this pace. The functions' own computing, Lambda and API Gateway are not in it.
 */
export function modelLatency(path: Path, hop: Hop, pace: PollingInterval = pollingInterval()): Modelled {
  const random = generator();
  const stepMs = (step: Step): number =>
    Math.max(0, ...step.map(({ operation, items }) => draw(latencyOf(operation, items), random)));
  const stepsMs = (steps: readonly Step[]): number => steps.reduce((sum, step) => sum + stepMs(step), 0);
  const before = path.door.filter((step) => !step.some(isSend));
  const [send = []] = path.door.filter((step) => step.some(isSend));

  const totals: number[] = [];
  const workers: number[] = [];
  const relays: number[] = [];
  let looks = 0;
  for (let run = 0; run < DRAWS; run += 1) {
    const sentAt = stepsMs(before);
    const worker = stepsMs(path.worker);
    const outcomeAt = sentAt + draw(HOPS[hop], random) + worker;
    const answered = sentAt + stepMs(send);
    workers.push(worker);
    relays.push(stepsMs(path.relay));
    if (path.looks.length === 0) {
      totals.push(answered);
      continue;
    }
    let now = answered;
    for (let look = 0; ; look += 1) {
      now += pace.pauseBefore(look);
      const finds = now >= outcomeAt;
      now += stepsMs(path.looks);
      looks += 1;
      if (!finds) continue;
      pace.observe(look, now - answered);
      totals.push(now);
      break;
    }
  }
  return {
    p50: quantile(totals, 0.5),
    p95: quantile(totals, 0.95),
    p99: quantile(totals, 0.99),
    mean: mean(totals),
    looks: looks / DRAWS,
    workerMs: mean(workers),
    relayMs: mean(relays),
  };
}

const isSend = ({ operation }: { readonly operation: string }): boolean => operation.startsWith(SEND);
