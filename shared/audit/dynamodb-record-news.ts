import { marshall } from "@aws-sdk/util-dynamodb";
import { fromEventItem } from "../credentials/event-item.ts";
import { newsOf } from "../credentials/news-item.ts";
import type { Logger } from "../kernel/ports.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { scanPages, type Table } from "../table/dynamodb-reads.ts";
import { parseEach } from "../table/parse-each.ts";
import { NEWS, PARTITION_KEY, PREFIX, READABLE_IN_RECORDS } from "../table/table-layout.ts";
import { type RecordNews, SEGMENTS } from "./ports.ts";

/**
 * Scans the records of one part of the table. It names the attributes that it reads, and none has ciphertext in it. A whole
 * table with a million records takes about 1.4 GB, or 170,000 read units, since these reads may lag.
 */
export const dynamodbRecordNews = (table: Table, log: Logger): RecordNews => ({
  async *listChangedSince(time, segment) {
    const pages = scanPages(table, READABLE_IN_RECORDS, {
      FilterExpression: `(begins_with(${PARTITION_KEY}, :credentials) OR begins_with(${PARTITION_KEY}, :links)) AND attribute_exists(${NEWS}) AND updated_at >= :since`,
      ExpressionAttributeValues: marshall({
        ":credentials": PREFIX.credential,
        ":links": PREFIX.link,
        ":since": time.toISOString(),
      }),
      Segment: segment,
      TotalSegments: SEGMENTS,
    });
    for await (const items of pages) yield parseEach(items, newsOf, log).flat();
  },
});

/** The part of a DynamoDB stream record that the relay needs. */
export interface StreamRecord {
  readonly dynamodb?: { readonly NewImage?: unknown } | undefined;
}

/**
 * The events that a batch of the stream tells of: the newest of each record's news, since each earlier one had a stream
 * record of its own, and those of the outbox. What cannot be parsed here is left to the sweep and to the reconciliation.
 */
export function eventsIn(records: readonly StreamRecord[], log: Logger) {
  const images = records.flatMap(({ dynamodb }) => (dynamodb?.NewImage ? [dynamodb.NewImage as Item] : []));
  return parseEach(images, eventIn, log).filter((event) => event !== undefined);
}

const eventIn = (image: Item) =>
  image[PARTITION_KEY]?.S?.startsWith(PREFIX.outbox) ? fromEventItem(image) : newsOf(image).at(-1);
