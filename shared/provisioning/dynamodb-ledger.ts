import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { credentialIdOf, credentialKey } from "../credentials/credential-item.ts";
import { eventKey, fromEventItem, outboxKey, toOutboxItem } from "../credentials/event-item.ts";
import { fromRecordItem, recordUpdate, toRecordItem } from "../credentials/record-item.ts";
import { toTallyItem } from "../imports/import-item.ts";
import { talliesOf } from "../imports/import-job.ts";
import { isAwsError } from "../kernel/call-aws.ts";
import { KeyferryError, toKeyferryError } from "../kernel/errors.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import type { Logger } from "../kernel/ports.ts";
import { type InsertResult, insertItems, isThere } from "../table/dynamodb-inserts.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import { patiently } from "../table/patiently.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  LISTING_INDEX,
  NEWS,
  PARTITION_KEY,
  PENDING_ATTRIBUTES,
  STORED_EVENT,
} from "../table/table-layout.ts";
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
      return new Map(items.map((item) => [credentialIdOf(item), readRecord(item)]));
    },

    async findEvents(references) {
      const keys = references.flatMap((reference) => [eventKey(reference), outboxKey(reference)]);
      const events = (await batchGet(table, keys, STORED_EVENT)).map(fromEventItem);
      return new Map(events.map((event) => [event.id, event]));
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
          if (write.kind === "update") return update(table, write.id, write.update, log);
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

/** A malformed record affects only its own commands, not the others of the batch. */
function readRecord(item: Item) {
  try {
    return fromRecordItem(item);
  } catch (error) {
    return toKeyferryError(error);
  }
}

/** The one item that a commit writes. */
type Write =
  | {
      readonly kind: "insert";
      readonly item: Item;
      readonly table: Readonly<Record<InsertResult, CommitResult>>;
    }
  | { readonly kind: "update"; readonly id: string; readonly update: Update };

/** A change, and the version that the record must still have. */
type Update = ReturnType<typeof recordUpdate> & { readonly expectedVersion: number };

const NEW_RECORD = {
  inserted: "committed",
  exists: "stale",
  unstorable: "unstorable",
  unavailable: "unavailable",
} as const;
const REJECTION = { ...NEW_RECORD, exists: "duplicate" } as const;

function toWrite(commit: Commit): Write {
  const { credential, pending, expectedVersion, event, key } = commit.decision;
  const record = credential ?? pending;
  if (record === undefined) return { kind: "insert", item: toOutboxItem(event), table: REJECTION };
  const next = { record, news: [...commit.unlogged, event] };
  return expectedVersion === null
    ? { kind: "insert", item: toRecordItem(next, commit.encryptedKey), table: NEW_RECORD }
    : {
        kind: "update",
        id: record.id,
        update: { ...recordUpdate(next, commit.encryptedKey, key), expectedVersion },
      };
}

/** Changes a record if it is still in the version that the decision expected. */
async function update(
  table: Table,
  id: string,
  { expression, names, values, expectedVersion }: Update,
  log: Logger,
): Promise<CommitResult> {
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: credentialKey(id),
    UpdateExpression: expression,
    ConditionExpression: "#version = :expected_version",
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ...values, ...marshall({ ":expected_version": expectedVersion }) },
  });
  try {
    await patiently(table, "dynamodb:UpdateItem", () => table.client.send(command));
    return "committed";
  } catch (error) {
    const { cause } = error as Error;
    if (isAwsError(cause, "ConditionalCheckFailedException")) return "stale";
    log.warn("update_failed", failureFields(error));
    return isAwsError(cause, "ValidationException") ? "unstorable" : "unavailable";
  }
}
