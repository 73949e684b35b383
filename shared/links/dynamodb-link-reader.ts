import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { callAws } from "../kernel/call-aws.ts";
import type { Logger } from "../kernel/ports.ts";
import { batchGet, projection, type Table } from "../table/dynamodb-reads.ts";
import { parseEach } from "../table/parse-each.ts";
import { LINK_ATTRIBUTES, LISTING_INDEX, PARTITION_KEY } from "../table/table-layout.ts";
import { fromLinkItem, idAt, linkKey, linksOf } from "./link-item.ts";
import type { LinkReader } from "./ports.ts";

const ATTRIBUTES = [PARTITION_KEY, LISTING_INDEX.partitionKey, ...LINK_ATTRIBUTES];

/** Reads intake links without the hashes of their tokens. */
export function dynamodbLinkReader(table: Table, log: Logger): LinkReader {
  const { name, partitionKey, sortKey } = LISTING_INDEX;
  return {
    async find(id) {
      const [item] = await batchGet(table, [linkKey(id)], ATTRIBUTES);
      return item === undefined ? null : fromLinkItem(item);
    },

    async findMany(ids) {
      const links = parseEach(await batchGet(table, ids.map(linkKey), ATTRIBUTES), fromLinkItem, log);
      const found = new Map(links.map((link) => [link.id, link]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },

    async list(workspaceId, { limit, before }) {
      const { Items = [] } = await callAws("dynamodb:Query", () =>
        table.client.send(
          new QueryCommand({
            TableName: table.name,
            IndexName: name,
            ...projection([sortKey, partitionKey]),
            // "#0" and "#1" are the projection's names for the index's own keys.
            KeyConditionExpression: `#1 = :links${before === undefined ? "" : " AND #0 < :before"}`,
            ExpressionAttributeValues: marshall({
              ":links": linksOf(workspaceId),
              ...(before !== undefined && { ":before": before }),
            }),
            ScanIndexForward: false,
            Limit: limit,
          }),
        ),
      );
      return Items.map((item) => {
        const position = item[sortKey]?.S ?? "";
        return { id: idAt(position), position };
      });
    },
  };
}
