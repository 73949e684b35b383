import { BatchWriteItemCommand, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { AuditEvent } from "../credentials/audit-event.ts";
import {
  eventKey,
  fromEventItem,
  outboxKey,
  outboxPartition,
  toEventItem,
  toOutboxItem,
} from "../credentials/event-item.ts";
import { inChunks } from "../kernel/in-chunks.ts";
import type { Logger } from "../kernel/ports.ts";
import { insertItems, isThere } from "../table/dynamodb-inserts.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, queryPages, type Table } from "../table/dynamodb-reads.ts";
import { parseEach } from "../table/parse-each.ts";
import { untilProcessed } from "../table/patiently.ts";
import {
  OUTBOX_SHARDS,
  PARTITION_KEY,
  READABLE_IN_LOG,
  SORT_KEY,
  STORED_EVENT,
} from "../table/table-layout.ts";
import type { EventLog, Outbox } from "./ports.ts";

/** DynamoDB's limit for one BatchWriteItem. */
const MAX_WRITES = 25;
const PAGE_SIZE = 100;

/** The relay's access to the log: it adds events, cannot overwrite any, and reads no more than that they are there. */
export const dynamodbEventLog = (table: Table, log: Logger): EventLog => ({
  add: (events) => addAs(toEventItem, events, table, log),

  async find(references) {
    const items = await batchGet(table, references.map(eventKey), READABLE_IN_LOG);
    return new Set(items.map((item) => item[SORT_KEY]?.S ?? ""));
  },
});

/** The relay's access to the outbox. */
export function dynamodbOutbox(table: Table, log: Logger): Outbox {
  return {
    add: (events) => addAs(toOutboxItem, events, table, log),

    async *listBefore(time) {
      for (let shard = 0; shard < OUTBOX_SHARDS; shard += 1) yield* pagesOf(table, shard, time, log);
    },

    async remove(events) {
      for (const batch of inChunks(events, MAX_WRITES)) await removeBatch(table, batch);
    },
  };
}

async function addAs(
  toItem: (event: AuditEvent) => Item,
  events: readonly AuditEvent[],
  table: Table,
  log: Logger,
): Promise<readonly AuditEvent[]> {
  const results = await insertItems(table, events.map(toItem), log);
  return events.filter((_, index) => !isThere(results[index]));
}

/** Reads a shard. Removing an event meanwhile does not disturb the later ones. */
async function* pagesOf(
  table: Table,
  shard: number,
  before: Date,
  log: Logger,
): AsyncIterable<readonly AuditEvent[]> {
  const pages = queryPages(table, STORED_EVENT, {
    KeyConditionExpression: `${PARTITION_KEY} = :shard`,
    ExpressionAttributeValues: marshall({ ":shard": outboxPartition(shard) }),
    Limit: PAGE_SIZE,
    ConsistentRead: true,
  });
  for await (const items of pages) {
    const old = parseEach(items, fromEventItem, log).filter((event) => event.time < before.toISOString());
    if (old.length > 0) yield old;
  }
}

async function removeBatch(table: Table, events: readonly AuditEvent[]): Promise<void> {
  const deletions: WriteRequest[] = events.map((event) => ({ DeleteRequest: { Key: outboxKey(event) } }));
  await untilProcessed(table, "dynamodb:BatchWriteItem", deletions, async (pending) => {
    const RequestItems = { [table.name]: pending };
    const { UnprocessedItems } = await table.client.send(new BatchWriteItemCommand({ RequestItems }));
    return UnprocessedItems?.[table.name];
  });
}
