import { LISTING_INDEX, PARTITION_KEY, PREFIX, SORT_KEY } from "../../../shared/table/table-layout.ts";
import { itemSize, readUnits, type WireItem, writeUnits } from "./item-size.ts";
import type { Operations } from "./operations.ts";
import type { UsageMeter } from "./usage.ts";

const nameOf = (item: WireItem): string => JSON.stringify([item[PARTITION_KEY]?.S, item[SORT_KEY]?.S]);

/** An index is written when an item's position in it changes, and is not charged for the transaction. */
const isMoved = (before: WireItem | undefined, after: WireItem): boolean =>
  before?.[LISTING_INDEX.sortKey]?.S !== after[LISTING_INDEX.sortKey]?.S;

/**
 * One table in memory that keeps the items it gets and charges like DynamoDB. Conditions always hold. An
 * update is charged as if it wrote the whole item, and changes only the names in its SET clause.
 */
export function dynamodbStub(meter: UsageMeter) {
  const items = new Map<string, WireItem>();
  let inserted: WireItem[] = [];

  const put = (item: WireItem, factor: 1 | 2): void => {
    const index = isMoved(items.get(nameOf(item)), item) ? 1 : 0;
    items.set(nameOf(item), item);
    inserted.push(item);
    meter.add("writeUnits", factor * writeUnits(itemSize(item)) + index);
  };
  const read = (key: WireItem): WireItem | undefined => {
    const item = items.get(nameOf(key));
    meter.add("readUnits", readUnits(item ? itemSize(item) : 0));
    return item;
  };

  const operations: Operations = {
    BatchGetItem: ({ RequestItems }) => {
      const [[table = "", request] = []] = Object.entries(
        RequestItems as Record<string, { Keys: WireItem[] }>,
      );
      const found = request?.Keys.map(read).filter((item) => item !== undefined) ?? [];
      return { Responses: { [table]: found }, UnprocessedKeys: {} };
    },
    GetItem: ({ Key }) => ({ Item: read(Key as WireItem) }),
    PutItem: ({ Item }) => {
      put(Item as WireItem, 1);
      return {};
    },
    TransactWriteItems: ({ TransactItems }) => {
      for (const { Put, Update } of TransactItems as TransactItem[]) {
        if (Put) put(Put.Item, 2);
        if (Update) put(updated(items.get(nameOf(Update.Key)) ?? Update.Key, Update), 2);
      }
      return {};
    },
    BatchWriteItem: ({ RequestItems }) => {
      for (const requests of Object.values(RequestItems as Record<string, WriteRequest[]>)) {
        for (const { DeleteRequest } of requests) {
          const old = items.get(nameOf(DeleteRequest.Key));
          items.delete(nameOf(DeleteRequest.Key));
          meter.add("writeUnits", writeUnits(old ? itemSize(old) : 0));
        }
      }
      return { UnprocessedItems: {} };
    },
  };

  return {
    operations,
    /** Adds an item without a charge. */
    seed: (item: WireItem) => items.set(nameOf(item), item),
    /** The outbox entries written since the previous call, in the form of the table's stream. */
    takeOutbox: (): WireItem[] => {
      const outbox = inserted.filter((item) => String(item[PARTITION_KEY]?.S).startsWith(PREFIX.outbox));
      inserted = [];
      return outbox;
    },
  };
}

interface Update {
  readonly Key: WireItem;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: WireItem;
}

interface TransactItem {
  readonly Put?: { readonly Item: WireItem };
  readonly Update?: Update;
}

interface WriteRequest {
  readonly DeleteRequest: { readonly Key: WireItem };
}

function updated(item: WireItem, update: Update): WireItem {
  const set = [...update.UpdateExpression.matchAll(/(#\w+) = (:\w+)/g)].map(([, name = "", value = ""]) => [
    update.ExpressionAttributeNames[name] ?? name,
    update.ExpressionAttributeValues[value],
  ]);
  return { ...item, ...Object.fromEntries(set) };
}
