import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { monthlyCost, rsaBeyond, type Traffic } from "../bench/monthly-cost.ts";
import { ofType } from "../support/template/readable.ts";
import { synthesize } from "./synthesize.ts";

const read = (file: string) => readFileSync(new URL(`../../docs/${file}`, import.meta.url), "utf8");
const cellsOf = (line: string) => line.split("|").map((cell) => cell.trim());

/** The dollars of a million creates, by item, as docs/performance.md prints them. */
const create = Object.fromEntries(
  (read("performance.md").split("| dollars per million |")[1] ?? "")
    .split("\n\n")[0]
    ?.split("\n")
    .map(cellsOf)
    .map(([, item = "", dollars = ""]) => [item, Number(dollars)])
    .filter(([, dollars]) => Number.isFinite(dollars)) ?? [],
);

const stack = synthesize("prod");
const alarms = [...ofType(stack, "AWS::CloudWatch::Alarm").values()];
const metricsOf = (metrics: unknown) =>
  (metrics as readonly { readonly MetricStat?: unknown }[]).filter(({ MetricStat }) => MetricStat).length;
const standing = {
  keys: ofType(stack, "AWS::KMS::Key").size,
  alarmMetrics: alarms.reduce(
    (sum, { Properties }) => sum + (Properties.Metrics === undefined ? 1 : metricsOf(Properties.Metrics)),
    0,
  ),
  ownMetrics: 4,
  polledQueues: [...ofType(stack, "AWS::Lambda::EventSourceMapping").keys()].filter(
    (name) => name !== "Relay/Stream",
  ).length,
};

const IDLE: Traffic = { changes: 0, reads: 0 };
const LOW: Traffic = { changes: 0.01, reads: 1 };
const HIGH: Traffic = { changes: 1, reads: 10 };

/** At low traffic, each change has a content key of its own; at high traffic, a session serves many. */
function columns(): Readonly<Record<string, readonly string[]>> {
  const all = [IDLE, LOW, HIGH].map((traffic) => {
    const cost = monthlyCost(traffic, create, standing);
    return traffic === LOW ? { ...cost, kms: (cost.kms ?? 0) + rsaBeyond(LOW, 1) } : cost;
  });
  const items = Object.keys(all[0] ?? {});
  const dollars = (amount: number) => (amount < 0.005 ? "–" : `$${amount.toFixed(2)}`);
  const sums = all.map((cost) => Object.values(cost).reduce((sum, each) => sum + each, 0));
  return {
    ...Object.fromEntries(items.map((item) => [item, all.map((cost) => dollars(cost[item] ?? Number.NaN))])),
    total: sums.map((sum) => `**$${Math.round(sum)}**`),
    worst: ["–", "–", `$${Math.round((sums[2] ?? 0) + rsaBeyond(HIGH, 1))}`],
  };
}

/** The rows of docs/deploy.md, by how they begin. */
const ROWS: Readonly<Record<string, string>> = {
  keys: "KMS keys",
  alarms: "Alarms",
  sqs: "SQS",
  http: "API Gateway",
  lambda: "Lambda",
  dynamodb: "DynamoDB",
  kms: "KMS requests",
  events: "EventBridge",
  logs: "CloudWatch Logs",
  total: "**total",
  worst: "the same, if every change",
};

describe("what a deployment costs a month", () => {
  const section = read("deploy.md").split("## What it costs a month")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));

  it.each(Object.entries(columns()))(
    "the row %s of docs/deploy.md is what docs/performance.md comes to",
    (item, dollars) => {
      const start = ROWS[item] ?? "";
      const [row] = rows.filter((line) => line.slice(2).startsWith(start)).map(cellsOf);
      expect(row?.slice(2, 5)).toEqual(dollars);
    },
  );

  it("the number of alarms and of their metrics is that of the template", () => {
    expect(section).toContain(
      `${alarms.length} alarms over ${standing.alarmMetrics} metrics at $0.10 a metric`,
    );
  });
});
