import { totalOf } from "../measures/cost.ts";
import { callsOf, callsOfFlow } from "../measures/spending.ts";
import { mean, type Timing, timing } from "../measures/statistics.ts";
import type { Run } from "../run.ts";

/** A target with the reached figure and the peer's figure. */
export interface Target {
  readonly figure: string;
  readonly reach: number;
  readonly reached: number;
  readonly unit: string;
  /** The range of the middle half of the rounds. Exact figures have none. */
  readonly spread?: Timing;
  readonly peer: string;
}

/** The unit of the targets. */
const KB = 1024;

const BYTES: Readonly<Record<string, number>> = { api: 260, worker: 280, relay: 240, webhook: 240 };

const number = (value: number, digits = 2): string => value.toFixed(digits);

/** The targets with this run's figures. */
export function targetsOf(run: Run): Target[] {
  const { calls, costs, bytes } = run.exact;
  const naiveCalls = callsOfFlow(calls.naive);
  const naiveDollars = `naive: $${number(totalOf(costs.naive))}`;
  return [
    {
      figure: "SDK calls per credential, bulk import: producer, worker and relay",
      reach: 0.5,
      reached: callsOfFlow(calls.import),
      unit: "",
      peer: `naive: ${naiveCalls}`,
    },
    {
      figure: "SDK calls per credential in the worker, full batch of one workspace",
      reach: 0.25,
      reached: calls.import.worker ? callsOf(calls.import.worker) : Number.NaN,
      unit: "",
      peer: `naive: ${calls.naive.worker ? callsOf(calls.naive.worker) : ""}`,
    },
    {
      figure: "KMS calls per credential, bulk import",
      reach: 0.15,
      reached: callsOfFlow(calls.import, "kms:"),
      unit: "",
      peer: `naive: ${callsOfFlow(calls.naive, "kms:")}`,
    },
    ...Object.entries(BYTES).map(([name, reach]) => ({
      figure: `bundle of ${name}, minified`,
      reach,
      reached: (bytes[name] ?? Number.NaN) / KB,
      unit: "KB",
      peer: ordinarily(run, name),
    })),
    ...run.coldStart.map(({ name, ratio, bare, ordinary }) => ({
      figure: `cold start of ${name} (import and first call), relative to ordinary bundling`,
      reach: 0.65,
      reached: ratio.median,
      unit: "",
      spread: ratio,
      peer: `bare node:https: ${number(bare.median / ordinary.median)}`,
    })),
    ...run.cpu
      .filter(({ name }) => name === "worker")
      .map(({ ratio, naive }) => ({
        figure: "CPU per credential in the worker, relative to the naive handler",
        reach: 0.25,
        reached: ratio.median,
        unit: "",
        spread: ratio,
        peer: `naive: ${number(naive.median)} ms`,
      })),
    ...localTargets(run),
    {
      figure: "list price of a million credentials, bulk",
      reach: 6,
      reached: totalOf(costs.import),
      unit: "$",
      peer: naiveDollars,
    },
    {
      figure: "list price of a million credentials, one by one",
      reach: 10,
      reached: totalOf(costs.create),
      unit: "$",
      peer: naiveDollars,
    },
  ];
}

function ordinarily({ coldStart }: Run, name: string): string {
  const peer = coldStart.find((start) => start.name === name);
  return peer ? `ordinary: ${Math.round(peer.ordinaryBytes / KB)} KB` : "";
}

function localTargets({ local }: Run): Target[] {
  if (local === null) return [];
  const { latency, imports } = local;
  const perRow = (rows: number): number[] =>
    imports.filter((run) => run.rows === rows).map(({ seconds }) => seconds / rows);
  const middle = mean(perRow(10_000));
  const large = mean(perRow(100_000));
  return [
    {
      figure: "POST to 201, p50, relative to a bare two-hop pipeline on the same emulator",
      reach: 1.5,
      reached: latency.ratio.median,
      unit: "",
      spread: latency.ratio,
      peer: `bare: ${number(latency.bare.median, 0)} ms`,
    },
    {
      figure: "time per row, import of 100,000 rows relative to 10,000",
      reach: 1.1,
      reached: large / middle,
      unit: "",
      ...(Number.isNaN(middle)
        ? { peer: "" }
        : {
            spread: timing(perRow(10_000).map((each) => large / each)),
            peer: `10,000 rows: ${number(middle * 1000)} ms per row`,
          }),
    },
  ];
}

/** An unknown figure was not measured: in quick mode, or for lack of time. */
export const verdictOn = ({ reach, reached }: Target): "yes" | "NO" | "not run" =>
  Number.isNaN(reached) ? "not run" : reached <= reach ? "yes" : "NO";
