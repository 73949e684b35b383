import { ownCpu } from "../end-to-end/import.ts";
import { senderMicroseconds } from "../measures/cli.ts";
import { totalOf, type Way } from "../measures/cost.ts";
import { ratioPerCall } from "../measures/cpu.ts";
import { toCareful } from "../measures/exact.ts";
import { callsOf, callsOfFlow, unitsOfFlow } from "../measures/spending.ts";
import { mean, type Timing, timing } from "../measures/statistics.ts";
import type { Run } from "../run.ts";
import { serialCalls } from "../simulation/latency.ts";
import { HOPS } from "../simulation/published.ts";
import { TABLE_QUOTA } from "../simulation/quotas.ts";

/** A target with the reached figure and the peer's figure. */
export interface Target {
  readonly figure: string;
  readonly reach: number;
  /** Whether the figure is to be at least, not at most, what is to be reached. */
  readonly isLeast?: true;
  readonly reached: number;
  readonly unit: string;
  /** The range of the middle half of the rounds. Exact figures have none. */
  readonly spread?: Timing;
  readonly peer: string;
}

/** The unit of the targets. */
const KB = 1024;

const BYTES: Readonly<Record<string, number>> = { api: 370, worker: 360, relay: 240, webhook: 390 };

const WRITE_UNITS = [
  ["create", 3],
  ["rotate", 2],
  ["import", 3.1],
] as const;

const number = (value: number, digits = 2): string => value.toFixed(digits);

/** The targets with this run's figures. */
export function targetsOf(run: Run): Target[] {
  const { calls, priced, bytes } = run.exact;
  const bulk = calls.import.flow;
  const naive = calls.naive.flow;
  const naiveCalls = callsOfFlow(naive);
  const dollars = (way: Way): string => `$${number(totalOf(priced[way].cost))}`;
  const peers = `naive: ${dollars("naive")}, careful: ${dollars("careful")}`;
  const bare = `a FIFO queue alone: ${HOPS.fifo.quantiles[1][1]} ms`;
  return [
    {
      figure: "SDK calls per credential, bulk import: producer, worker and relay",
      reach: 0.5,
      reached: callsOfFlow(bulk),
      unit: "",
      peer: `naive: ${naiveCalls}`,
    },
    {
      figure: "SDK calls per credential in the worker, full batch of one workspace",
      reach: 0.25,
      reached: bulk.worker ? callsOf(bulk.worker) : Number.NaN,
      unit: "",
      peer: `naive: ${naive.worker ? callsOf(naive.worker) : ""}`,
    },
    {
      figure: "KMS calls per credential, bulk import",
      reach: 0.15,
      reached: callsOfFlow(bulk, "kms:"),
      unit: "",
      peer: `naive: ${callsOfFlow(naive, "kms:")}`,
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
    ...run.cpu
      .filter(({ name }) => name === "api")
      .map((api) => ({
        figure: "CPU of the door for each SDK call, relative to the naive handler",
        reach: 1.3,
        reached: ratioPerCall(api),
        unit: "",
        peer: `naive: ${number(api.naive.median / api.naiveCalls)} ms`,
      })),
    ...resolverTargets(run),
    ...commandTargets(run),
    ...localTargets(run),
    {
      figure: "list price of a million credentials, bulk",
      reach: 4,
      reached: totalOf(priced.import.cost),
      unit: "$",
      peer: peers,
    },
    {
      figure: "list price of a million credentials, one by one",
      reach: 12.7,
      reached: totalOf(priced.create.cost),
      unit: "$",
      peer: peers,
    },
    {
      figure: "the same, relative to a careful peer, which keeps the same promises",
      reach: 0.7,
      reached: toCareful(run.exact),
      unit: "",
      peer: `careful: ${dollars("careful")}`,
    },
    ...WRITE_UNITS.map(([way, reach]) => ({
      figure: `DynamoDB's write units of a credential, ${way}`,
      reach,
      reached: unitsOfFlow(calls[way].flow),
      unit: "",
      peer: `careful: ${unitsOfFlow(calls.careful.flow)}`,
    })),
    {
      figure: "creates a second within the default quota of a table",
      reach: 13_000,
      isLeast: true,
      reached: TABLE_QUOTA / unitsOfFlow(calls.createUnderLoad.flow),
      unit: "",
      peer: `careful: ${Math.round(TABLE_QUOTA / unitsOfFlow(calls.carefulUnderLoad.flow))}`,
    },
    {
      figure: "AWS calls one after the other, from request to 201",
      reach: 4,
      reached: serialCalls(calls.create.path),
      unit: "",
      peer: `careful: ${serialCalls(calls.careful.path)}`,
    },
    {
      figure: "request to 201, p50, modelled from published latencies",
      reach: 70,
      reached: priced.create.modelled.p50,
      unit: "ms",
      peer: `${bare}, careful: ${number(priced.careful.modelled.p50, 0)} ms`,
    },
  ];
}

function ordinarily({ coldStart }: Run, name: string): string {
  const peer = coldStart.find((start) => start.name === name);
  return peer ? `ordinary: ${Math.round(peer.ordinaryBytes / KB)} KB` : "";
}

function resolverTargets({ resolving, opening }: Run): Target[] {
  const { warm, perSecond, warmCalls, coldCalls, uncached, cached } = resolving;
  return [
    {
      figure: "a warm request to a resolver, one key opened, p50",
      reach: 50,
      reached: warm.median,
      unit: "µs",
      spread: warm,
      peer: `openCredential: ${Math.round(1e6 / opening.perSecond.median)} µs`,
    },
    {
      figure: "AWS calls of warm requests to a resolver",
      reach: 0,
      reached: warmCalls,
      unit: "",
      peer: `openCredential: ${opening.callsPerCredential}`,
    },
    {
      figure: "requests to a resolver a second, in one process",
      reach: 20_000,
      isLeast: true,
      reached: perSecond.median,
      unit: "",
      spread: perSecond,
      peer: `openCredential: ${Math.round(opening.perSecond.median)}`,
    },
    {
      figure: "AWS calls of a resolver's first request, beyond one for each data key",
      reach: 4,
      reached: Math.max(...coldCalls.map(({ calls, dataKeys }) => calls - dataKeys)),
      unit: "",
      peer: "",
    },
    {
      figure: "KMS a month at 100 requests a second, relative to opening each by KMS",
      reach: 0.01,
      reached: cached / uncached,
      unit: "",
      peer: `each: $${number(uncached, 0)}`,
    },
  ];
}

function commandTargets({ cli }: Run): Target[] {
  const largest = cli.at(-1);
  return [
    ...(largest === undefined
      ? []
      : [
          {
            figure: "rows of a dry run per CPU second",
            reach: 60_000,
            isLeast: true as const,
            reached: largest.rows / largest.dryRun.cpuSeconds,
            unit: "",
            peer: "",
          },
          {
            figure: "CPU of the sender for each row",
            reach: 40,
            reached: senderMicroseconds(largest),
            unit: "µs",
            peer: "",
          },
        ]),
    ...cli.map(({ rows, whole, checked }) => ({
      figure: `peak memory of an import of ${rows.toLocaleString("en")} rows`,
      reach: rows > 100_000 ? 300 : 200,
      reached: Math.max(whole.peakMemory, checked.peakMemory) / 1e6,
      unit: "MB",
      peer: "",
    })),
  ];
}

function localTargets({ local }: Run): Target[] {
  if (local === null) return [];
  const { latency, imports } = local;
  const perRow = (rows: number): number[] =>
    imports.filter((run) => run.rows === rows).map(({ seconds }) => seconds / rows);
  const middle = mean(perRow(10_000));
  const large = mean(perRow(100_000));
  const [busiest] = imports.toSorted((left, right) => right.rows - left.rows);
  return [
    {
      figure: "keyferry's own CPU for an imported row: command, worker, relay and archiver",
      reach: 0.5,
      reached: busiest === undefined ? Number.NaN : ownCpu(busiest) / busiest.rows,
      unit: "ms",
      peer: "",
    },
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
export function verdictOn({ reach, reached, isLeast }: Target): "yes" | "NO" | "not run" {
  if (Number.isNaN(reached)) return "not run";
  const isMet = isLeast ? reached >= reach : reached <= reach;
  return isMet ? "yes" : "NO";
}
