/** Where CloudWatch keeps the metrics of keyferry's own; those of the AWS services are under `AWS/`. */
export const METRIC_NAMESPACE = "keyferry";

/**
 * Every metric that keyferry makes itself: by the code of the log line that carries it, the field that holds its value.
 * CloudWatch reads them out of the log (embedded metric format), under the name of the function that wrote the line.
 */
export const METRICS = {
  /** Every minute: events that a sweep found and could not publish. */
  outbox_swept: "unpublished_events",
  /** One for each answer of KMS that was "slow down". */
  kms_throttled: "kms_throttles",
  /** One for each digest. */
  digest_signed: "digests_signed",
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** The metric that a log line carries, if it does. */
export const metricOf = (code: string): MetricName | undefined =>
  Object.hasOwn(METRICS, code) ? METRICS[code as keyof typeof METRICS] : undefined;
