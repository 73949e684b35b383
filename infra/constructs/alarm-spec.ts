import { Duration } from "aws-cdk-lib";
import { type MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { METRIC_NAMESPACE, type MetricName } from "../../shared/lambda/metrics.ts";
import type { FunctionConstruct } from "./function.ts";

/** One alarm. Its name is a heading of `docs/runbook.md`, which says what to do; a test compares the two. */
export interface AlarmSpec {
  readonly name: string;
  /** What it means, in one sentence. */
  readonly means: string;
  readonly metric: Metric | MathExpression;
  /** Rings at this value, from `below` on downwards and from `atLeast` on upwards. */
  readonly atLeast?: number;
  readonly below?: number;
  /** Periods of the metric in a row. */
  readonly periods: number;
  /** Whether silence is as bad: for what reports by itself, all the time. Default: no. */
  readonly silenceRings?: boolean;
}

export interface Graph {
  readonly title: string;
  readonly alarms: readonly AlarmSpec[];
  /** Shown beside what rings. */
  readonly also?: readonly Metric[];
}

/** One column of the dashboard: a station on the way of a key. */
export interface Station {
  readonly title: string;
  readonly graphs: readonly Graph[];
}

const minutes = Duration.minutes;

/** Messages that wait. */
export const visible = (queue: Queue, period: number): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({ period: minutes(period), statistic: Stats.MAXIMUM });

/** Rings at the first dead letter. */
export const dead = (name: string, queue: Queue, means: string): AlarmSpec => ({
  name: `${name}-dead-letters`,
  means,
  metric: visible(queue, 1),
  atLeast: 1,
  periods: 1,
});

/** Rings when the oldest message is this old for three minutes. */
export const oldest = (name: string, queue: Queue, seconds: number, means: string): AlarmSpec => ({
  name: `${name}-oldest-message`,
  means,
  metric: queue.metricApproximateAgeOfOldestMessage({ period: minutes(1), statistic: Stats.MAXIMUM }),
  atLeast: seconds,
  periods: 3,
});

/** Rings when an invocation fails. */
export const failing = (name: string, { lambda }: FunctionConstruct, means: string): AlarmSpec => ({
  name: `${name}-errors`,
  means,
  metric: lambda.metricErrors({ period: minutes(5) }),
  atLeast: 1,
  periods: 1,
});

/** A metric of keyferry's own, out of a function's log. */
export const own = (metricName: MetricName, { lambda }: FunctionConstruct, period: Duration): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { FunctionName: lambda.functionName },
    statistic: Stats.SUM,
    period,
  });
