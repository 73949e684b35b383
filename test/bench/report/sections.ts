import { type Cost, totalOf } from "../measures/cost.ts";
import { callsOf, type Flow } from "../measures/spending.ts";
import type { Timing } from "../measures/statistics.ts";
import { oneByOne } from "../monthly-cost.ts";
import type { Run } from "../run.ts";
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
    `≤ ${withUnit(target.reach, target.unit)}`,
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
  head: ["function", "ratio to naive", "ms per credential", "naive ms", "peak memory MB"],
  rows: cpu.map(({ name, ratio, ours, naive, peakMemory }) => [
    name,
    spread(ratio),
    spread(ours),
    spread(naive),
    figure(peakMemory / 1e6),
  ]),
});

export function callsTable({ exact: { calls } }: Run): Table {
  const { create, rotate, import: bulk, naive } = calls;
  const flows = Object.entries({ create, rotate, import: bulk, naive }) as [string, Flow][];
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
    rows: flows.flatMap(([name, flow]) =>
      Object.entries(flow).map(([part, spending]) => [
        name,
        part,
        ...services.map((service) => figure(callsOf(spending, `${service}:`))),
        figure(callsOf(spending)),
        figure(spending.writeUnits),
        figure(spending.readUnits),
      ]),
    ),
  };
}

export function costTable({ exact: { costs } }: Run): Table {
  const ways = Object.entries(costs) as [string, Cost][];
  const items = Object.keys(costs.create);
  const dollars = (amount: number): string => amount.toFixed(2);
  return {
    head: ["dollars per million", ...ways.map(([name]) => name)],
    rows: [
      ...items.map((item) => [item, ...ways.map(([, cost]) => dollars(cost[item] ?? 0))]),
      ["**all**", ...ways.map(([, cost]) => `**${dollars(totalOf(cost))}**`)],
      [
        "all, each change with a content key of its own",
        ...ways.map(([name, cost]) =>
          name === "create" || name === "rotate"
            ? dollars(totalOf(cost) + oneByOne({ changes: 1, reads: 0 }))
            : "–",
        ),
      ],
    ],
  };
}

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

export const importTable = ({ imports }: NonNullable<Run["local"]>): Table => ({
  head: ["rows", "seconds", "rows per second", "ms per row", "peak memory of the command, MB"],
  rows: imports.map(({ rows, seconds, rowsPerSecond, peakMemory }) => [
    rows.toLocaleString("en"),
    figure(seconds),
    figure(rowsPerSecond),
    figure((seconds * 1000) / rows),
    figure(peakMemory / 1e6),
  ]),
});

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
