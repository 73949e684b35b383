import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RING_IN_SILENCE } from "../../cli/doctor/check-alarms.ts";
import { stageOptions } from "../../infra/stages.ts";
import { METRIC_NAMESPACE, METRICS } from "../../shared/lambda/metrics.ts";
import { ofType, type Resource } from "../support/template/readable.ts";
import { STAGES, synthesize, synthesizeWith } from "./synthesize.ts";

const read = (file: string) => readFileSync(new URL(`../../docs/${file}`, import.meta.url), "utf8");
const runbook = read("runbook.md");

const nameOf = ({ Properties }: Resource): string => String(Properties.AlarmName);

describe.each(STAGES)("the alarms of %s", (stage) => {
  const alarms = [...ofType(synthesize(stage), "AWS::CloudWatch::Alarm").values()];

  it("the alarms are the headings of the runbook's part on alarms, and no others", () => {
    const part = runbook.split(/^# /m).find((text) => text.startsWith("Alarms\n")) ?? "";
    const headings = [...part.matchAll(/^## (.+)$/gm)].map(([, heading]) => `keyferry-${stage}-${heading}`);
    expect(alarms.map(nameOf).sort()).toEqual(headings.sort());
  });

  it("every alarm says what it means, and leads to its heading", () => {
    for (const alarm of alarms) {
      const heading = nameOf(alarm).slice(`keyferry-${stage}-`.length);
      expect(alarm.Properties.AlarmDescription).toMatch(/^[A-Z].{20,}\.\s/);
      expect(alarm.Properties.AlarmDescription).toContain(`docs/runbook.md#${heading}`);
    }
  });

  it("every alarm watches resources of this deployment by reference, never by a name that could be another's", () => {
    const known = new Set(synthesize(stage).resources.keys());
    for (const { Properties } of alarms) {
      // An index has its name beside its table's, which the metric names as well.
      const dimensions = JSON.stringify(Properties.Dimensions ?? Properties.Metrics).replaceAll(
        '{"Name":"GlobalSecondaryIndexName","Value":"listing"}',
        "",
      );
      const values = [...dimensions.matchAll(/"Value":"([^"]+)"/g)].map(([, value = ""]) => value);
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) expect(known).toContain(value.replace(/\.QueueName$/, ""));
    }
  });

  it("an alarm takes silence for trouble only where something reports all the time", () => {
    const ringing = alarms.filter(({ Properties }) => Properties.TreatMissingData === "breaching");
    expect(ringing.map(nameOf).sort()).toEqual(RING_IN_SILENCE.map((name) => `keyferry-${stage}-${name}`));
  });
});

interface AlarmMetric {
  readonly Namespace?: string;
  readonly MetricName?: string;
}

/** The metrics of an alarm: its own, or those that its expression reads. */
const metricsOf = ({ Properties }: { readonly Properties: Record<string, unknown> }): AlarmMetric[] => [
  Properties,
  ...((Properties.Metrics ?? []) as { MetricStat?: { Metric: AlarmMetric } }[]).flatMap(
    ({ MetricStat }) => MetricStat?.Metric ?? [],
  ),
];

it("the alarm on failed requests does not count the answers that ask a caller to repeat", () => {
  const failing = [...ofType(synthesize("prod"), "AWS::CloudWatch::Alarm").values()].find(
    (alarm) => nameOf(alarm) === "keyferry-prod-api-5xx",
  );
  const [expression] = (failing?.Properties.Metrics ?? []) as Record<string, unknown>[];
  expect(expression).toMatchObject({
    Expression: "FILL(answers, 0) - FILL(postponed, 0) - FILL(postponedByWeb, 0)",
  });
  expect(failing && metricsOf(failing).map(({ MetricName }) => MetricName)).toEqual([
    undefined,
    "5xx",
    "postponed_answers",
    "postponed_answers",
  ]);
});

it("every metric of keyferry's own feeds one alarm", () => {
  const alarms = [...ofType(synthesize("prod"), "AWS::CloudWatch::Alarm").values()];
  const own = alarms.flatMap(metricsOf).filter(({ Namespace }) => Namespace === METRIC_NAMESPACE);
  // Two doors may tell a caller to repeat, and one alarm subtracts what both tell.
  const names = own.map(({ MetricName }) => MetricName).sort();
  expect(names).toEqual([...Object.values(METRICS), METRICS.answer_postponed].sort());
});

it("an import is stuck when rows wait and none is done", () => {
  const stuck = [...ofType(synthesize("prod"), "AWS::CloudWatch::Alarm").values()].find(
    (alarm) => nameOf(alarm) === "keyferry-prod-import-stuck",
  );
  const [expression, ...metrics] = (stuck?.Properties.Metrics ?? []) as Record<string, unknown>[];
  expect(expression).toMatchObject({ Expression: "IF(waiting > 0 AND FILL(done, 0) == 0, waiting, 0)" });
  expect(metrics).toMatchObject([
    { Id: "waiting", MetricStat: { Metric: { MetricName: "ApproximateNumberOfMessagesVisible" } } },
    { Id: "done", MetricStat: { Metric: { MetricName: "NumberOfMessagesDeleted" } } },
  ]);
});

describe("the dashboard", () => {
  const [dashboard, ...others] = [...ofType(synthesize("prod"), "AWS::CloudWatch::Dashboard").values()];
  const { widgets } = JSON.parse(String(dashboard?.Properties.DashboardBody)) as {
    widgets: { type: string; x: number; y: number; properties: { markdown?: string } }[];
  };

  it("the stack has one dashboard, of the deployment's name", () => {
    expect(others).toEqual([]);
    expect(dashboard?.Properties.DashboardName).toBe("keyferry-prod");
  });

  it("the dashboard follows a key from left to right, with the troubles below", () => {
    const headings = widgets.filter(({ type }) => type === "text").toSorted((one, other) => one.x - other.x);
    expect(headings.map(({ properties }) => properties.markdown)).toEqual([
      "## 1. The door",
      "## 2. The queues",
      "## 3. The worker",
      "## 4. Events and archive",
    ]);
    expect(new Set(headings.map(({ y }) => y))).toEqual(new Set([0]));
    expect(widgets.toSorted((one, other) => one.y - other.y).at(-1)).toMatchObject({ type: "log", x: 0 });
  });
});

describe("alarms that are sent", () => {
  const topic = "arn:aws:sns:eu-central-1:111122223333:pager";
  const stack = synthesizeWith({
    ...stageOptions("prod"),
    alarmEmails: ["on-call@example.com"],
    alarmTopics: [topic],
  });

  it("every alarm is sent to the topics and the addresses of the stage, when it rings and when it stops", () => {
    for (const { Properties } of ofType(stack, "AWS::CloudWatch::Alarm").values()) {
      expect(Properties.AlarmActions).toEqual([topic, "Operations/Alarms"]);
      expect(Properties.OKActions).toEqual([topic, "Operations/Alarms"]);
    }
    const [subscription] = [...ofType(stack, "AWS::SNS::Subscription").values()];
    expect(subscription?.Properties).toMatchObject({ Protocol: "email", Endpoint: "on-call@example.com" });
  });

  it("no alarm is made where alarms are off", () => {
    const off = synthesizeWith({ ...stageOptions("prod"), alarms: false });
    expect([...off.resources.values()].filter(({ Type }) => Type.startsWith("AWS::CloudWatch::"))).toEqual(
      [],
    );
  });
});
