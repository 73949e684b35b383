import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientConfig } from "../../infra/local/aws-environment.ts";
import { keyferryOf } from "../support/clients/run-cli.ts";
import { deployment, eventually, logs } from "../support/deployed/deployment.ts";

const cloudwatch = new CloudWatchClient(clientConfig(deployment.awsEndpoint));
const lambda = new LambdaClient(clientConfig(deployment.awsEndpoint));

const alarms = async (): Promise<readonly MetricAlarm[]> => {
  const { MetricAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: "keyferry-dev-", MaxRecords: 100 }),
  );
  return MetricAlarms;
};
let all: readonly MetricAlarm[];
beforeAll(async () => {
  all = await alarms();
});
afterAll(async () => {
  for (const { AlarmName } of all) {
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName, StateValue: "OK", StateReason: "the test is over" }),
    );
  }
});

/** A value on the wrong side of an alarm's threshold. */
const breach = ({ ComparisonOperator, Threshold = 0 }: MetricAlarm): number =>
  ComparisonOperator?.startsWith("LessThan") ? Threshold - 1 : Threshold + 1;

/*
 * The emulator evaluates an alarm on each datum of its metric, whatever the datum's dimensions are and whether it came
 * once or three times. That the dimensions are those of this deployment's resources, test/infra shows.
 */
describe("alarms", () => {
  it("every alarm rings when its metric says so", async () => {
    expect(all.length).toBe(21);
    for (const alarm of all) {
      const { Namespace, MetricName = "", Dimensions } = alarm;
      const datum = { MetricName, Dimensions, Value: breach(alarm), Timestamp: new Date() };
      await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData: [datum] }));
      const now = (await alarms()).find(({ AlarmName }) => AlarmName === alarm.AlarmName);
      expect(now).toMatchObject({ AlarmName: alarm.AlarmName, StateValue: "ALARM" });
    }
  });

  it("the doctor names the alarms that ring", async () => {
    const { status, out } = await (await keyferryOf(deployment)).run("doctor");
    expect(out).toMatch(/^critical +alarms +in alarm: .*keyferry-dev-digest-missing/m);
    expect(status).toBe(10);
  });
});

it("the metrics of keyferry's own are in the functions' logs, under the names that the alarms look for", async () => {
  const FunctionName = deployment.auditorName;
  await lambda.send(new InvokeCommand({ FunctionName }));
  const { LoggingConfig } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const alarm = all.find(({ AlarmName }) => AlarmName === "keyferry-dev-digest-missing");
  const line = await eventually(async () => {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: LoggingConfig?.LogGroup }),
    );
    return events.map(({ message = "" }) => message.trim()).find((text) => text.includes('"digest_signed"'));
  });
  const record = JSON.parse(line.slice(line.indexOf("{")));
  const [metric] = record._aws.CloudWatchMetrics;
  expect(metric).toEqual({
    Namespace: alarm?.Namespace,
    Dimensions: [["FunctionName"]],
    Metrics: [{ Name: alarm?.MetricName, Unit: "Count" }],
  });
  expect(record).toMatchObject({
    FunctionName: alarm?.Dimensions?.[0]?.Value,
    [alarm?.MetricName ?? ""]: 1,
  });
});
