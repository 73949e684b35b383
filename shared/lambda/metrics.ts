/** The CloudWatch namespace of keyferry's own metrics. Those of the AWS services are under `AWS/`. */
export const METRIC_NAMESPACE = "keyferry";

/**
 * Every metric that keyferry makes: the code of the log line that carries it, and the field that holds its
 * value. CloudWatch extracts them from the log (embedded metric format), under the name of the function that
 * wrote the line.
 */
export const METRICS = {
  /** Every minute: the number of events that a sweep found and could not publish. */
  outbox_swept: "unpublished_events",
  /** Every hour: the number of events that only their records still had. */
  log_reconciled: "late_events",
  /** One for each throttling answer of KMS. */
  kms_throttled: "kms_throttles",
  /** One for each 503 that tells a caller to repeat a request that did not fail. */
  answer_postponed: "postponed_answers",
  /** One for each digest. */
  digest_signed: "digests_signed",
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** The metric that a log line carries, if any. */
export const metricOf = (code: string): MetricName | undefined =>
  Object.hasOwn(METRICS, code) ? METRICS[code as keyof typeof METRICS] : undefined;
