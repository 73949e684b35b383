import { pollingInterval } from "../../../shared/credentials/requests/polling-interval.ts";
import { senderMicroseconds } from "../measures/cli.ts";
import { totalOf, WAYS, type Way } from "../measures/cost.ts";
import { callsOf } from "../measures/spending.ts";
import type { Timing } from "../measures/statistics.ts";
import { rsaBeyond } from "../monthly-cost.ts";
import type { Run } from "../run.ts";
import { fixedPauses, modelLatency, serialCalls } from "../simulation/latency.ts";
import { PUBLISHED } from "../simulation/published.ts";
import type { Table } from "./tables.ts";
import { targetsOf, verdictOn } from "./targets.ts";

/** Formats a number with three significant digits and no exponent. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return Number(value.toFixed(Math.min(4, digits))).toLocaleString("en");
}

/** A median and the range of the middle half of the rounds. */
export const spread = ({ median, low, high }: Timing): string =>
  `${figure(median)} (${figure(low)}–${figure(high)})`;

const withUnit = (value: number, unit: string): string =>
  unit === "$" ? `$${value.toFixed(2)}` : [figure(value), unit].join(" ").trim();

export const targetTable = (run: Run): Table => ({
  head: ["figure", "target", "reached", "middle half", "met", "peer"],
  rows: targetsOf(run).map((target) => [
    target.figure,
    `${target.isLeast ? "≥" : "≤"} ${withUnit(target.reach, target.unit)}`,
    withUnit(target.reached, target.unit),
    target.spread ? `${figure(target.spread.low)}–${figure(target.spread.high)}` : "exact",
    verdictOn(target),
    target.peer,
  ]),
});

export const coldStartTable = ({ coldStart }: Run): Table => ({
  head: ["function", "KB", "ordinary KB", "ratio", "deployed ms", "ordinary ms", "bare ms"],
  rows: coldStart.map((start) => [
    start.name,
    figure(start.bytes / 1024),
    figure(start.ordinaryBytes / 1024),
    spread(start.ratio),
    spread(start.deployed),
    spread(start.ordinary),
    spread(start.bare),
  ]),
});

export const cpuTable = ({ cpu }: Run): Table => ({
  head: [
    "function",
    "ratio to naive",
    "ms per credential",
    "naive ms",
    "SDK calls",
    "naive calls",
    "peak memory MB",
  ],
  rows: cpu.map(({ name, ratio, ours, naive, calls, naiveCalls, peakMemory }) => [
    name,
    spread(ratio),
    spread(ours),
    spread(naive),
    figure(calls),
    figure(naiveCalls),
    figure(peakMemory / 1e6),
  ]),
});

export const cliTable = ({ cli }: Run): Table => ({
  head: [
    "rows",
    "dry run: rows per CPU second",
    "MB",
    "import: µs of CPU a row beyond the dry run",
    "MB",
    "MB with the store check",
  ],
  rows: cli.map((run) => [
    run.rows.toLocaleString("en"),
    figure(run.rows / run.dryRun.cpuSeconds),
    figure(run.dryRun.peakMemory / 1e6),
    figure(senderMicroseconds(run)),
    figure(run.whole.peakMemory / 1e6),
    figure(run.checked.peakMemory / 1e6),
  ]),
});

export const resolvingTable = ({ resolving: { warm, perSecond, large } }: Run): Table => ({
  head: ["credentials of the provider", "warm, µs", "warm, a second", "cold, ms"],
  rows: [
    ["10", spread(warm), spread(perSecond), ""],
    ...large.map(({ credentials, cold, warm: own }) => [
      credentials.toLocaleString("en"),
      spread(own),
      figure(1e6 / own.median),
      spread(cold),
    ]),
  ],
});

/** For example `4 calls with one data key, 5 with 2`. */
export const coldCalls = ({ resolving }: Run): string =>
  resolving.coldCalls
    .map(({ dataKeys, calls }, index) =>
      index === 0 ? `${calls} calls with one data key` : `${calls} with ${dataKeys}`,
    )
    .join(", ");

/** The ways as the tables call them. */
const NAMES: Readonly<Record<Way, string>> = {
  create: "create",
  createUnderLoad: "create, under load",
  rotate: "rotate",
  import: "import",
  naive: "naive",
  naiveUnderLoad: "naive, under load",
  careful: "careful",
  carefulUnderLoad: "careful, under load",
};

export function callsTable({ exact: { calls } }: Run): Table {
  const services = ["sqs", "kms", "dynamodb", "events"];
  return {
    head: [
      "per credential",
      "part",
      "SQS",
      "KMS",
      "DynamoDB",
      "EventBridge",
      "all",
      "write units",
      "read units",
    ],
    rows: WAYS.flatMap((way) =>
      Object.entries(calls[way].flow).map(([part, spending]) => [
        NAMES[way],
        part,
        ...services.map((service) => figure(callsOf(spending, `${service}:`))),
        figure(callsOf(spending)),
        figure(spending.writeUnits),
        figure(spending.readUnits),
      ]),
    ),
  };
}

const dollars = (amount: number): string => amount.toFixed(2);

/** The ways that end in an RSA request for the content key of a caller who makes few requests. */
const OURS_ALONE: readonly Way[] = ["create", "createUnderLoad", "rotate"];

export function costTable({ exact: { priced } }: Run): Table {
  const items = Object.keys(priced.create.cost);
  const total = (way: Way): number => totalOf(priced[way].cost);
  const atSeals = (seals: number) => [
    `all, ${seals} ${seals === 1 ? "change" : "changes"} to a content key`,
    ...WAYS.map((way) =>
      OURS_ALONE.includes(way) ? dollars(total(way) + rsaBeyond({ changes: 1, reads: 0 }, seals)) : "–",
    ),
  ];
  return {
    head: ["dollars per million", ...WAYS.map((way) => NAMES[way])],
    rows: [
      ...items.map((item) => [item, ...WAYS.map((way) => dollars(priced[way].cost[item] ?? 0))]),
      ["**all**", ...WAYS.map((way) => `**${dollars(total(way))}**`)],
      atSeals(10),
      atSeals(1),
    ],
  };
}

/** The ways on which somebody waits. */
const WAITED_FOR = ["create", "createUnderLoad", "rotate", "careful"] as const satisfies readonly Way[];

export const modelledTable = ({ exact: { calls } }: Run): Table => ({
  head: ["request to answer", "queue", "serial calls", "p50, ms", "p95, ms", "p99, ms", "looks"],
  rows: WAITED_FOR.flatMap((way) =>
    (["fifo", "standard"] as const).map((hop) => {
      const { path } = calls[way];
      const pace = way === "careful" ? fixedPauses([50]) : pollingInterval();
      const { p50, p95, p99, looks } = modelLatency(path, hop, pace);
      const serial = String(serialCalls(path));
      return [NAMES[way], hop, serial, figure(p50), figure(p95), figure(p99), figure(looks)];
    }),
  ),
});

/** The latencies that the model is made of. */
export const publishedTable = (): Table => ({
  head: ["latency, ms", "p10", "p50", "p90", "p99", "source"],
  rows: PUBLISHED.map(([name, { quantiles, source }]) => {
    const at = (part: number): string => {
      const [, ms] = quantiles.find(([each]) => each === part) ?? [];
      return ms === undefined ? "–" : String(ms);
    };
    return [name, at(0.1), at(0.5), at(0.9), at(0.99), source ?? "assumed"];
  }),
});

export const latencyTable = ({ latency }: NonNullable<Run["local"]>): Table => ({
  head: ["POST to 201", "keyferry", "bare pipeline", "ratio"],
  rows: [
    ["p50, ms", spread(latency.ours), spread(latency.bare), figure(latency.ratio.median)],
    ["p95, ms", figure(latency.oursP95), figure(latency.bareP95), figure(latency.oursP95 / latency.bareP95)],
    [
      "requests per second, 10 connections",
      spread(latency.throughput),
      spread(latency.bareThroughput),
      spread(latency.throughputRatio),
    ],
  ],
});

export const importTable = ({ imports }: NonNullable<Run["local"]>): Table => {
  const names = [...new Set(imports.flatMap(({ cpuMs }) => Object.keys(cpuMs)))];
  return {
    head: [
      "rows",
      "seconds",
      "rows per second",
      "ms per row",
      "peak memory of the command, MB",
      ...names.map((name) => `CPU of ${name}, ms a row`),
      "a resolver's first request for them, ms",
    ],
    rows: imports.map(({ rows, seconds, rowsPerSecond, peakMemory, cpuMs, firstRequestMs }) => [
      rows.toLocaleString("en"),
      figure(seconds),
      figure(rowsPerSecond),
      figure((seconds * 1000) / rows),
      figure(peakMemory / 1e6),
      ...names.map((name) => figure((cpuMs[name] ?? 0) / rows)),
      figure(firstRequestMs),
    ]),
  };
};

export const simulationTable = ({ simulation }: Run): Table => ({
  head: [
    "at 10,000 per second",
    "binds first, at",
    "then",
    "Lambda processes",
    "keyferry's caps allow",
    "dollars per hour",
  ],
  rows: simulation.map(({ name, bindings, instances, ownCap, costPerHour }) => {
    const [first, second] = bindings.map(({ quota, bindsAt }) => `${quota}, ${figure(bindsAt)}/s`);
    const processes = Object.entries(instances).filter(([, count]) => count > 0);
    return [
      name,
      first ?? "–",
      second ?? "–",
      processes.map(([part, count]) => `${part} ${figure(count)}`).join(", "),
      `${figure(ownCap)}/s`,
      figure(costPerHour),
    ];
  }),
});

export const memoryTable = ({ memory }: Run): Table => ({
  head: ["function", "MiB", "warm ms", "import and first call, ms", "dollars per million invocations"],
  rows: memory.map(({ name, mebibytes, inUse, warmMs, coldMs, dollars }) => [
    name,
    inUse ? `**${mebibytes}**` : String(mebibytes),
    figure(warmMs),
    figure(coldMs),
    dollars.toFixed(2),
  ]),
});

export const cadenceTable = ({ cadence }: Run): Table => ({
  head: ["pauses", "outcomes take, median ms", "polls", "delay, ms"],
  rows: cadence.map(({ name, outcomeMs, looks, lateMs }) => [
    name,
    figure(outcomeMs),
    figure(looks),
    figure(lateMs),
  ]),
});
