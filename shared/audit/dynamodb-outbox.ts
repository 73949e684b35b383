import { BatchWriteItemCommand, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { eventKey, fromEventItem } from "../credentials/event-item.ts";
import { inChunks } from "../kernel/in-chunks.ts";
import type { Logger } from "../kernel/ports.ts";
import { batchGet, queryPages, type Table } from "../table/dynamodb-reads.ts";
import { parseEach } from "../table/parse-each.ts";
import { untilProcessed } from "../table/patiently.ts";
import {
  EVENT_ATTRIBUTES,
  LISTING_INDEX,
  OUTBOX_SHARDS,
  PARTITION_KEY,
  SORT_KEY,
} from "../table/table-layout.ts";
import { fromOutboxItem, outboxKey, outboxPartition } from "./outbox-item.ts";
import type { Outbox, OutboxEntry } from "./ports.ts";

const EVENT = [PARTITION_KEY, SORT_KEY, LISTING_INDEX.partitionKey, ...EVENT_ATTRIBUTES];

/** DynamoDB's limit for one BatchWriteItem. */
const MAX_WRITES = 25;
const PAGE_SIZE = 100;

/** The relay's access to the table: outbox entries, and the events that they name. */
export function dynamodbOutbox(table: Table, log: Logger): Outbox {
  return {
    async *listBefore(time) {
      for (let shard = 0; shard < OUTBOX_SHARDS; shard += 1) yield* pagesOf(table, shard, time, log);
    },

    async readEvents(references) {
      const items = await batchGet(table, references.map(eventKey), EVENT);
      return parseEach(items, fromEventItem, log);
    },

    async remove(entries) {
      for (const batch of inChunks(entries, MAX_WRITES)) await removeBatch(table, batch);
    },
  };
}

/** Reads a shard's entries, oldest first. Removing an entry meanwhile does not disturb the later ones. */
async function* pagesOf(
  table: Table,
  shard: number,
  before: Date,
  log: Logger,
): AsyncIterable<readonly OutboxEntry[]> {
  const pages = queryPages(table, [PARTITION_KEY, SORT_KEY, "events"], {
    KeyConditionExpression: `${PARTITION_KEY} = :shard AND ${SORT_KEY} < :before`,
    ExpressionAttributeValues: marshall({
      ":shard": outboxPartition(shard),
      ":before": before.toISOString(),
    }),
    Limit: PAGE_SIZE,
    ConsistentRead: true,
  });
  for await (const items of pages) yield parseEach(items, fromOutboxItem, log);
}

async function removeBatch(table: Table, entries: readonly OutboxEntry[]): Promise<void> {
  const deletions: WriteRequest[] = entries.map((entry) => ({ DeleteRequest: { Key: outboxKey(entry) } }));
  await untilProcessed(table, "dynamodb:BatchWriteItem", deletions, async (pending) => {
    const RequestItems = { [table.name]: pending };
    const { UnprocessedItems } = await table.client.send(new BatchWriteItemCommand({ RequestItems }));
    return UnprocessedItems?.[table.name];
  });
}
