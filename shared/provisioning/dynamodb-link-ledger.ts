import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { isAwsError } from "../kernel/call-aws.ts";
import type { Logger } from "../kernel/ports.ts";
import {
  expiryKey,
  fromStoredItem,
  idAt,
  linkIdOf,
  linkKey,
  linkUpdate,
  toExpiryItem,
  toLinkItem,
} from "../links/link-item.ts";
import type { StoredLink } from "../links/ports.ts";
import { insertItem } from "../table/dynamodb-inserts.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, queryPages, type Table } from "../table/dynamodb-reads.ts";
import { type ConditionalUpdate, updateItems } from "../table/dynamodb-updates.ts";
import { orError } from "../table/parse-each.ts";
import { patiently } from "../table/patiently.ts";
import {
  EXPIRING_LINKS,
  LINK_ATTRIBUTES,
  LISTING_INDEX,
  NEWS,
  PARTITION_KEY,
} from "../table/table-layout.ts";
import type { LinkLedger } from "./ports.ts";

const STORED = [PARTITION_KEY, LISTING_INDEX.partitionKey, NEWS, ...LINK_ATTRIBUTES];

/** The worker's access to intake links. It never reads the hash of a token. */
export function dynamodbLinkLedger(table: Table, log: Logger): LinkLedger {
  const { name, partitionKey, sortKey } = LISTING_INDEX;
  return {
    async find(ids) {
      if (ids.length === 0) return new Map();
      const items = await batchGet(table, ids.map(linkKey), STORED);
      return new Map(items.map((item) => [linkIdOf(item), orError(fromStoredItem, item)]));
    },

    // The note first: a link without one would be open for ever in the eyes of its owner, and a note without a link is
    // only settled when it is due.
    async add(link, event) {
      const note = toExpiryItem(link);
      if (!(await insertItem(table, note, log))) await renew(table, note);
      await insertItem(table, toLinkItem(link, [event]), log);
    },

    async change(stored) {
      const result = await updateItems(table, [linkWrite(stored)], log);
      return result === "updated" ? "committed" : result;
    },

    async *listDue(time) {
      const pages = queryPages(table, [PARTITION_KEY, sortKey], {
        IndexName: name,
        KeyConditionExpression: `${partitionKey} = :expiring AND #1 < :time`,
        ExpressionAttributeValues: marshall({ ":expiring": EXPIRING_LINKS, ":time": time.toISOString() }),
      });
      for await (const items of pages) yield items.map((item) => idAt(item[sortKey]?.S ?? ""));
    },

    async settle(id) {
      const command = new UpdateItemCommand({
        TableName: table.name,
        Key: expiryKey(id),
        UpdateExpression: "REMOVE #workspace, #position",
        ExpressionAttributeNames: { "#workspace": partitionKey, "#position": sortKey },
      });
      await patiently(table, "dynamodb:UpdateItem", () => table.client.send(command));
    },
  };
}

/** Puts a note that was settled back into the index: an earlier command for the same link came no further than the note. */
async function renew(table: Table, note: Item): Promise<void> {
  const { partitionKey, sortKey } = LISTING_INDEX;
  const { [partitionKey]: workspace, [sortKey]: position, ...Key } = note;
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key,
    UpdateExpression: "SET #workspace = :workspace, #position = :position",
    ConditionExpression: "attribute_not_exists(#position)",
    ExpressionAttributeNames: { "#workspace": partitionKey, "#position": sortKey },
    ExpressionAttributeValues: { ":workspace": workspace, ":position": position } as Item,
  });
  await patiently(table, "dynamodb:UpdateItem", async () => {
    try {
      await table.client.send(command);
    } catch (error) {
      if (!isAwsError(error, "ConditionalCheckFailedException")) throw error;
    }
  });
}

/** The write of a link as it is after a change, on the version before it. */
export const linkWrite = (stored: StoredLink): ConditionalUpdate => ({
  key: linkKey(stored.link.id),
  ...linkUpdate(stored),
  expectedVersion: stored.link.version - 1,
});
