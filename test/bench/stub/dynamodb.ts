import { LISTING_INDEX, PARTITION_KEY, SORT_KEY } from "../../../shared/table/table-layout.ts";
import { insertedBy, type Statement } from "../../support/data/inserted-item.ts";
import type { ImportedRows } from "./imports.ts";
import { itemSize, readUnits, type WireItem, type WireValue, writeUnits } from "./item-size.ts";
import type { Operations, Wire } from "./operations.ts";
import type { UsageMeter } from "./usage.ts";

/** About as many items as a page of 1 MB has. */
const PAGE = 4_000;

const nameOf = (item: WireItem): string => JSON.stringify([item[PARTITION_KEY]?.S, item[SORT_KEY]?.S]);

/** An index is written when an item's position in it changes, and is not charged for the transaction. */
const isMoved = (before: WireItem | undefined, after: WireItem): boolean =>
  before?.[LISTING_INDEX.sortKey]?.S !== after[LISTING_INDEX.sortKey]?.S;

/** A written item as the table's stream has it. */
export interface Change {
  readonly eventName: "INSERT" | "MODIFY";
  readonly item: WireItem;
}

/**
 * One table in memory that keeps the items it gets and charges like DynamoDB. Conditions always hold. An
 * update is charged as if it wrote the whole item, and changes only the names in its SET and REMOVE clauses. Of PartiQL, it
 * knows the INSERT with a parameter for each attribute.
 */
export function dynamodbStub(meter: UsageMeter, imported?: ImportedRows) {
  const items = new Map<string, WireItem>();
  let stream: Change[] = [];
  let isListing = false;

  const put = (item: WireItem, factor: 1 | 2): void => {
    const before = items.get(nameOf(item));
    items.set(nameOf(item), item);
    stream.push({ eventName: before === undefined ? "INSERT" : "MODIFY", item });
    const size = Math.max(itemSize(item), before ? itemSize(before) : 0);
    meter.add("writeUnits", factor * writeUnits(size) + (isMoved(before, item) ? 1 : 0));
  };
  const update = (update: Update, factor: 1 | 2): void =>
    put(updated(items.get(nameOf(update.Key)) ?? update.Key, update), factor);
  const read = (key: WireItem): WireItem | undefined => {
    const item = items.get(nameOf(key)) ?? imported?.fingerprinted(key);
    meter.add("readUnits", readUnits(item ? itemSize(item) : 0));
    return item;
  };

  const list = ({ ExpressionAttributeValues, ExclusiveStartKey }: Wire) => {
    const [workspace] = Object.values(ExpressionAttributeValues as WireItem);
    const listed = [...items.values()].filter(
      (item) =>
        item[LISTING_INDEX.partitionKey]?.S === workspace?.S && item[LISTING_INDEX.sortKey] !== undefined,
    );
    const start = Number((ExclusiveStartKey as WireItem | undefined)?.start?.N ?? 0);
    const end = start + PAGE;
    return {
      Items: listed.slice(start, end),
      ...(end < listed.length && { LastEvaluatedKey: { start: { N: String(end) } } }),
    };
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
    Query: (input) => (isListing ? list(input) : (imported?.query(input) ?? { Items: [] })),
    UpdateItem: (input) => {
      update(input as unknown as Update, 1);
      return {};
    },
    ExecuteStatement: (input) => {
      put(insertedBy(input as unknown as Statement<WireValue>), 1);
      return {};
    },
    BatchExecuteStatement: ({ Statements }) => ({
      Responses: (Statements as Statement<WireValue>[]).map((statement) => {
        put(insertedBy(statement), 1);
        return {};
      }),
    }),
    TransactWriteItems: ({ TransactItems }) => {
      for (const { Put, Update } of TransactItems as TransactItem[]) {
        if (Put) put(Put.Item, 2);
        if (Update) update(Update, 2);
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
    list(on: boolean): void {
      isListing = on;
    },
    /** Adds an item without a charge. */
    seed: (item: WireItem) => items.set(nameOf(item), item),
    /** The changes since the previous call, without removals. */
    takeStream: (): readonly Change[] => {
      const taken = stream;
      stream = [];
      return taken;
    },
  };
}

interface Update {
  readonly Key: WireItem;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: WireItem;
}

interface TransactItem {
  readonly Put?: { readonly Item: WireItem };
  readonly Update?: Update;
}

interface WriteRequest {
  readonly DeleteRequest: { readonly Key: WireItem };
}

function updated(item: WireItem, { UpdateExpression, ...update }: Update): WireItem {
  const nameOf = (name: string): string => update.ExpressionAttributeNames?.[name] ?? name;
  const set = [...UpdateExpression.matchAll(/(#?\w+) = (:\w+)/g)].map(([, name = "", value = ""]) => [
    nameOf(name),
    update.ExpressionAttributeValues?.[value],
  ]);
  const removals = /REMOVE ([^:=]+?)(?= SET | ADD | DELETE |$)/.exec(UpdateExpression)?.[1] ?? "";
  const removed = removals.split(",").map((name) => nameOf(name.trim()));
  const kept = Object.entries(item).filter(([name]) => !removed.includes(name));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(set) };
}
