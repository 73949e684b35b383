import { setTimeout as pause } from "node:timers/promises";
import { median, quantile, ratio, type Timing, timing } from "../measures/statistics.ts";
import { nextKey } from "../process/events.ts";
import type { Stage } from "./deploy.ts";

export interface Latency {
  /** POST to 201 in milliseconds, one request at a time. */
  readonly ours: Timing;
  readonly oursP95: number;
  readonly bare: Timing;
  readonly bareP95: number;
  readonly ratio: Timing;
  /** Answers per second at {@link CONNECTIONS} connections. */
  readonly throughput: Timing;
  readonly bareThroughput: Timing;
  readonly throughputRatio: Timing;
}

export const CONNECTIONS = 10;

/**
 * The pause before each request. The emulator's poller sleeps 50 ms after a wake-up without a message, and a
 * second when nothing happens (a message then wakes it at once). Only a rested poller treats both pipelines
 * alike.
 */
const REST_MS = 1_200;

type Call = () => Promise<number>;

/** Measures POST to 201 on the local stack and on the bare pipeline beside it, in turns. */
export async function measureLatency(
  { deployment, bareUrl }: Stage,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Latency> {
  const { apiUrl, managementKey } = deployment;
  const headers = { authorization: `Bearer ${managementKey}`, "content-type": "application/json" };
  const post = async (url: string): Promise<number> => {
    const start = performance.now();
    const body = JSON.stringify({ key: nextKey(), provider: "openai", name: "Production" });
    const answer = await fetch(url, { method: "POST", headers, body });
    const text = await answer.text();
    // On a busy machine, an outcome may arrive after the wait for it, so that the answer is 202.
    if (answer.status > 202) throw new Error(`${url} answered ${answer.status}: ${text}`);
    return performance.now() - start;
  };
  const ours: Call = () => post(`${apiUrl}/byok`);
  const bare: Call = () => post(`${bareUrl}/byok`);

  for (let warmUp = 0; warmUp < 5; warmUp += 1) await Promise.all([ours(), bare()]);
  const numbers: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    await pause(REST_MS);
    numbers.ours.push(await ours());
    await pause(REST_MS);
    numbers.bare.push(await bare());
  }
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  for (let round = 0; round < 4; round += 1) {
    rates.ours.push(await throughput(ours, seconds));
    rates.bare.push(await throughput(bare, seconds));
  }
  return {
    ours: timing(numbers.ours),
    oursP95: quantile(numbers.ours, 0.95),
    bare: timing(numbers.bare),
    bareP95: quantile(numbers.bare, 0.95),
    ratio: { ...ratio(numbers.ours, numbers.bare), median: median(numbers.ours) / median(numbers.bare) },
    // The first round starts the processes that the connections need, so it does not count.
    throughput: timing(rates.ours.slice(1)),
    bareThroughput: timing(rates.bare.slice(1)),
    throughputRatio: ratio(rates.ours.slice(1), rates.bare.slice(1)),
  };
}

/** A closed loop: each connection sends its next request as soon as it has an answer. */
async function throughput(call: Call, seconds: number): Promise<number> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let answers = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < end) {
      await call();
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  return answers / ((performance.now() - start) / 1000);
}
