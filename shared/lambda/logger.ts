import type { LogFields, Logger } from "../kernel/ports.ts";
import { METRIC_NAMESPACE, metricOf } from "./metrics.ts";

type Level = "info" | "warn" | "error";

interface LoggerOptions {
  /** The dimension of metrics. Default: the logger makes no metrics. */
  readonly functionName?: string | undefined;
  /** Default: standard output. */
  readonly write?: (line: string) => void;
}

/** Writes one JSON object per line to standard output, where Lambda picks it up. No other code prints. */
export function jsonLogger(
  service: string,
  { functionName, write = console.log }: LoggerOptions = {},
): Logger {
  const log =
    (level: Level) =>
    (code: string, fields: LogFields = {}) => {
      const now = new Date();
      const line = { time: now.toISOString(), level, service, code, ...fields };
      write(JSON.stringify({ ...line, ...embeddedMetric(code, fields, functionName, now) }));
    };
  return { info: log("info"), warn: log("warn"), error: log("error") };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function embeddedMetric(code: string, fields: LogFields, FunctionName: string | undefined, now: Date) {
  const Name = metricOf(code);
  if (Name === undefined || typeof fields[Name] !== "number" || FunctionName === undefined) return {};
  const metric = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [["FunctionName"]],
    Metrics: [{ Name, Unit: "Count" }],
  };
  return { FunctionName, _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [metric] } };
}
