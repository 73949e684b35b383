import { Duration } from "aws-cdk-lib";
import { MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { LISTING_INDEX } from "../../shared/table/table-layout.ts";
import type { AlarmSpec } from "./alarm-spec.ts";
import type { CredentialTable } from "./credential-table.ts";

const minutes = Duration.minutes;

/**
 * An expression, for two reasons. DynamoDB reports throttling only while it throttles, and an alarm on a metric of
 * AWS/DynamoDB ignores missing data whatever it is told (PutMetricAlarm): it would never leave ALARM. And throttled
 * calls of the index have another dimension than those of the table, over which CloudWatch does not add up.
 */
export function tableThrottles({ table }: CredentialTable, of: "Read" | "Write"): AlarmSpec {
  const metric = (dimensionsMap: Record<string, string>) =>
    new Metric({
      namespace: "AWS/DynamoDB",
      metricName: `${of}ThrottleEvents`,
      dimensionsMap: { TableName: table.tableName, ...dimensionsMap },
      statistic: Stats.SUM,
      period: minutes(5),
    });
  const kind = of.toLowerCase();
  return {
    name: `table-${kind}-throttles`,
    means: `DynamoDB throttles ${kind}s of the table or of its index.`,
    metric: new MathExpression({
      // The names are those of the graph as well, which shows reads and writes.
      expression: `FILL(${kind}_table, 0) + FILL(${kind}_index, 0)`,
      usingMetrics: {
        [`${kind}_table`]: metric({}),
        [`${kind}_index`]: metric({ GlobalSecondaryIndexName: LISTING_INDEX.name }),
      },
      label: `throttled ${kind}s`,
      period: minutes(5),
    }),
    atLeast: 10,
    periods: 1,
  };
}
