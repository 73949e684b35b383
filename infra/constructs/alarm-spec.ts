import { Duration } from "aws-cdk-lib";
import { type MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { METRIC_NAMESPACE, type MetricName } from "../../shared/lambda/metrics.ts";
import type { FunctionConstruct } from "./function.ts";

/** One alarm. `docs/runbook.md` has a heading with its name that says what to do; a test compares the two. */
export interface AlarmSpec {
  readonly name: string;
  /** What the alarm means, in one sentence. */
  readonly means: string;
  readonly metric: Metric | MathExpression;
  /** The alarm rings at `atLeast` and above, or under `below`. One of the two must be set. */
  readonly atLeast?: number;
  readonly below?: number;
  /** Consecutive periods of the metric after which the alarm rings. */
  readonly periods: number;
  /** Whether missing data rings, too: for a source that reports all the time. Default: false. */
  readonly silenceRings?: boolean;
}

export interface Graph {
  readonly title: string;
  readonly alarms: readonly AlarmSpec[];
  /** Metrics shown in the same graph, without an alarm. */
  readonly also?: readonly Metric[];
}

/** One column of the dashboard: a station on the path of a key. */
export interface Station {
  readonly title: string;
  readonly graphs: readonly Graph[];
}

const minutes = Duration.minutes;

/** The number of messages that wait. */
export const visible = (queue: Queue, period: number): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({ period: minutes(period), statistic: Stats.MAXIMUM });

/** An alarm that rings at the first dead letter. */
export const dead = (name: string, queue: Queue, means: string): AlarmSpec => ({
  name: `${name}-dead-letters`,
  means,
  metric: visible(queue, 1),
  atLeast: 1,
  periods: 1,
});

/** An alarm that rings when the oldest message has this age, in seconds, for three minutes. */
export const oldest = (name: string, queue: Queue, seconds: number, means: string): AlarmSpec => ({
  name: `${name}-oldest-message`,
  means,
  metric: queue.metricApproximateAgeOfOldestMessage({ period: minutes(1), statistic: Stats.MAXIMUM }),
  atLeast: seconds,
  periods: 3,
});

/** An alarm that rings when an invocation fails. */
export const failing = (name: string, { lambda }: FunctionConstruct, means: string): AlarmSpec => ({
  name: `${name}-errors`,
  means,
  metric: lambda.metricErrors({ period: minutes(5) }),
  atLeast: 1,
  periods: 1,
});

/** An alarm that rings when Lambda refused to start a function this often in five minutes, for lack of concurrency. */
export const throttled = (
  name: string,
  { lambda }: FunctionConstruct,
  times: number,
  means: string,
): AlarmSpec => ({
  name: `${name}-throttles`,
  means,
  metric: lambda.metricThrottles({ period: minutes(5) }),
  atLeast: times,
  periods: 1,
});

/** A graph of functions that Lambda refused to start. */
export const notStarted = (...alarms: readonly AlarmSpec[]): Graph => ({
  title: "Lambda: not started, for lack of concurrency",
  alarms,
});

/** A custom metric, which CloudWatch extracts from a function's log. */
export const own = (metricName: MetricName, { lambda }: FunctionConstruct, period: Duration): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { FunctionName: lambda.functionName },
    statistic: Stats.SUM,
    period,
  });
