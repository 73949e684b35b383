import type { StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { idsOfType } from "../../shared/operations/cloudformation-resources.ts";
import { type CheckResult, critical, ok, warning } from "./check.ts";

/** The alarms that take silence for trouble: they may ring in a new stack, in which nothing has reported yet. */
export const RING_IN_SILENCE: readonly string[] = ["digest-missing", "events-unpublished"];

/** After so long, everything has reported: digests come every hour. */
const NEW_FOR_MS = 2 * 3_600_000;

/** The most names that one call takes. */
const NAMES_PER_CALL = 100;

export interface StackAge {
  readonly createdAt: Date | undefined;
  readonly now: Date;
}

/** Whether an alarm of the stack rings, and whether anybody would hear it. */
export async function checkAlarms(
  resources: readonly Partial<StackResourceSummary>[],
  client: CloudWatchClient,
  { createdAt, now }: StackAge,
): Promise<CheckResult> {
  const names = idsOfType(resources, "AWS::CloudWatch::Alarm");
  if (names.length === 0) return warning("there are none: the stage turns them off");
  const alarms = await describe(names, client);
  const ringing = alarms.flatMap(({ StateValue, AlarmName }) =>
    StateValue === "ALARM" && AlarmName !== undefined ? [AlarmName] : [],
  );
  const isNew = createdAt !== undefined && now.getTime() - createdAt.getTime() < NEW_FOR_MS;
  const born = (name: string) => isNew && RING_IN_SILENCE.some((silent) => name.endsWith(`-${silent}`));
  if (!ringing.every(born)) {
    return critical(`in alarm: ${ringing.join(", ")}; docs/runbook.md has a heading for each`);
  }
  if (ringing.length > 0) {
    return warning(
      `in alarm: ${ringing.join(", ")}; the stack is less than two hours old, and nothing has reported yet`,
    );
  }
  const quiet = `${alarms.length}, none in alarm`;
  return alarms.some(({ AlarmActions = [] }) => AlarmActions.length > 0)
    ? ok(quiet)
    : warning(`${quiet}, but nobody is notified: set alarmEmails or alarmTopics`);
}

async function describe(names: readonly string[], client: CloudWatchClient): Promise<readonly MetricAlarm[]> {
  const alarms: MetricAlarm[] = [];
  for (let at = 0; at < names.length; at += NAMES_PER_CALL) {
    const AlarmNames = names.slice(at, at + NAMES_PER_CALL);
    const page = await client.send(new DescribeAlarmsCommand({ AlarmNames, MaxRecords: NAMES_PER_CALL }));
    alarms.push(...(page.MetricAlarms ?? []));
  }
  return alarms;
}
