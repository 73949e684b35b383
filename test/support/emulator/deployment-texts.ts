import {
  type CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";

/** A whole table as text. Binary attributes appear as base64 and as plain bytes. */
export async function tableText(client: DynamoDBClient, TableName: string): Promise<string> {
  const bytes = (_: string, value: unknown) =>
    value instanceof Uint8Array
      ? `${Buffer.from(value).toString("base64")} ${Buffer.from(value).toString("latin1")}`
      : value;
  const texts: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    texts.push(...Items.map((item) => JSON.stringify(item, bytes)));
  }
  return texts.join("\n");
}

/** Every line of every log group. */
export async function logText(client: CloudWatchLogsClient): Promise<string> {
  const texts: string[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName } of logGroups) {
      // The emulator returns the first 10,000 events and no token for more. This loop therefore continues
      // from the latest time until nothing later is found.
      for (let startTime = -1, latest = 0; latest > startTime; ) {
        startTime = latest;
        for await (const { events = [] } of paginateFilterLogEvents(
          { client },
          { logGroupName, startTime },
        )) {
          for (const { message = "", timestamp = 0 } of events) {
            texts.push(message);
            latest = Math.max(latest, timestamp);
          }
        }
      }
    }
  }
  return texts.join("\n");
}
