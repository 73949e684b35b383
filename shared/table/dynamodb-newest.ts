import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { callAws } from "../kernel/call-aws.ts";
import type { Item } from "./dynamodb-item.ts";
import { projection, type Table } from "./dynamodb-reads.ts";
import { LISTING_INDEX, PARTITION_KEY } from "./table-layout.ts";

/**
 * The keys of a list of the index, whose positions begin with a time, from the newest on. It may lag behind the latest changes.
 * @param partition the list's name in the index.
 * @param page.before the position that the page ends before.
 */
export async function newestIn(
  table: Table,
  partition: string,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<readonly { readonly item: Item; readonly position: string }[]> {
  const { name, partitionKey, sortKey } = LISTING_INDEX;
  const command = new QueryCommand({
    TableName: table.name,
    IndexName: name,
    ...projection([PARTITION_KEY, sortKey, partitionKey]),
    // "#1" and "#2" are the projection's names for the index's own keys.
    KeyConditionExpression: `#2 = :list${before === undefined ? "" : " AND #1 < :before"}`,
    ExpressionAttributeValues: marshall({
      ":list": partition,
      ...(before !== undefined && { ":before": before }),
    }),
    ScanIndexForward: false,
    Limit: limit,
  });
  const { Items = [] } = await callAws("dynamodb:Query", () => table.client.send(command));
  return Items.map((item) => ({ item, position: item[sortKey]?.S ?? "" }));
}
