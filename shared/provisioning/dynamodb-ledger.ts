import { credentialIdOf, credentialKey } from "../credentials/credential-item.ts";
import { eventKey, fromEventItem, outboxKey, toOutboxItem } from "../credentials/event-item.ts";
import { fromRecordItem, recordUpdate, toRecordItem } from "../credentials/record-item.ts";
import { toTallyItem } from "../imports/import-item.ts";
import { talliesOf } from "../imports/import-job.ts";
import { KeyferryError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/ports.ts";
import { type InsertResult, insertItems, isThere } from "../table/dynamodb-inserts.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import { type ConditionalUpdate, updateItems } from "../table/dynamodb-updates.ts";
import { orError } from "../table/parse-each.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  LISTING_INDEX,
  NEWS,
  PARTITION_KEY,
  PENDING_ATTRIBUTES,
  SORT_KEY,
  STORED_EVENT,
} from "../table/table-layout.ts";
import { linkWrite } from "./dynamodb-link-ledger.ts";
import type { Commit, CommitResult, Ledger } from "./ports.ts";

const RECORD = [
  PARTITION_KEY,
  LISTING_INDEX.partitionKey,
  NEWS,
  ...CREDENTIAL_ATTRIBUTES,
  ...PENDING_ATTRIBUTES,
];

/** The worker's access to the table. It reads metadata only, not even the ciphertext that it wrote. */
export function dynamodbLedger(table: Table, log: Logger): Ledger {
  return {
    async findRecords(ids) {
      const items = await batchGet(table, [...new Set(ids)].map(credentialKey), RECORD);
      return new Map(items.map((item) => [credentialIdOf(item), orError(fromRecordItem, item)]));
    },

    async findEvents(references) {
      const keys = references.flatMap((reference) => [eventKey(reference), outboxKey(reference)]);
      const items = await batchGet(table, keys, STORED_EVENT);
      return new Map(items.map((item) => [String(item[SORT_KEY]?.S), orError(fromEventItem, item)]));
    },

    async commit(commits) {
      const writes = commits.map(toWrite);
      const inserts = writes.filter((write) => write.kind === "insert");
      const inserting = insertItems(
        table,
        inserts.map(({ item }) => item),
        log,
      );
      return Promise.all(
        writes.map(async (write) => {
          if (write.kind === "update") return RESULTS[await updateItems(table, write.updates, log)];
          const result = (await inserting)[inserts.indexOf(write)] ?? "unavailable";
          return write.table[result];
        }),
      );
    },

    async tally(rows) {
      const results = await insertItems(table, talliesOf(rows).map(toTallyItem), log);
      if (results.every(isThere)) return;
      throw new KeyferryError("unavailable", "an import's rows could not be counted");
    },
  };
}

/** The one item that a commit writes, or, through a link, the two. */
type Write =
  | {
      readonly kind: "insert";
      readonly item: Item;
      readonly table: Readonly<Record<InsertResult, CommitResult>>;
    }
  | { readonly kind: "update"; readonly updates: readonly ConditionalUpdate[] };

const FAILURES = { unstorable: "unstorable", unavailable: "unavailable" } as const;
const NEW_RECORD = { inserted: "committed", exists: "stale", ...FAILURES } as const;
const REJECTION = { ...NEW_RECORD, exists: "duplicate" } as const;

const RESULTS = { updated: "committed", stale: "stale", ...FAILURES } as const;

function toWrite(commit: Commit): Write {
  const { credential, pending, expectedVersion, event, key } = commit.decision;
  const record = credential ?? pending;
  const ofLink = commit.link === null ? [] : [linkWrite(commit.link)];
  if (record === undefined) {
    return ofLink.length > 0
      ? { kind: "update", updates: ofLink }
      : { kind: "insert", item: toOutboxItem(event), table: REJECTION };
  }
  const next = { record, news: [...commit.unlogged, event] };
  if (expectedVersion === null && ofLink.length === 0)
    return { kind: "insert", item: toRecordItem(next, commit.encryptedKey), table: NEW_RECORD };
  const ofRecord = { key: credentialKey(record.id), ...recordUpdate(next, commit.encryptedKey, key) };
  return { kind: "update", updates: [{ ...ofRecord, expectedVersion }, ...ofLink] };
}
