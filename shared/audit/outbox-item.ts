import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import type { EventReference } from "../credentials/audit-event.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { parseItem, text } from "../table/parse-item.ts";
import { OUTBOX_SHARDS, PARTITION_KEY, PREFIX, SORT_KEY } from "../table/table-layout.ts";
import type { OutboxEntry } from "./ports.ts";

/** Makes one entry for all events of a transaction: a bulk batch costs one outbox write in all. */
export function newOutboxEntry(events: readonly EventReference[], time: string): OutboxEntry {
  const first = events[0]?.id ?? "";
  return {
    shard: Number.parseInt(first.slice(0, 4), 16) % OUTBOX_SHARDS,
    position: `${time}#${first}`,
    events,
  };
}

export const outboxPartition = (shard: number): string => `${PREFIX.outbox}${shard}`;

export const outboxKey = ({ shard, position }: OutboxEntry): Item =>
  marshall({ [PARTITION_KEY]: outboxPartition(shard), [SORT_KEY]: position });

export const toOutboxItem = (entry: OutboxEntry): Item => ({
  ...outboxKey(entry),
  ...marshall({ events: entry.events.map(({ credential_id, id }) => `${credential_id}/${id}`) }),
});

const storedEntrySchema = z.object({ [PARTITION_KEY]: text, [SORT_KEY]: text, events: z.array(text) });

/** @throws KeyferryError `internal` for an item that is not an outbox entry. */
export function fromOutboxItem(item: Item): OutboxEntry {
  const entry = parseItem(storedEntrySchema, unmarshall(item), "outbox entry");
  return {
    shard: Number(entry[PARTITION_KEY].slice(PREFIX.outbox.length)),
    position: entry[SORT_KEY],
    events: entry.events.map((reference) => {
      const [credential_id = "", id = ""] = reference.split("/");
      return { credential_id, id };
    }),
  };
}
