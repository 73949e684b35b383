import {
  type CancellationReason,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { newOutboxEntry, toOutboxItem } from "../audit/outbox-item.ts";
import { credentialIdOf, credentialKey } from "../credentials/credential-item.ts";
import { eventKey, toEventItem } from "../credentials/event-item.ts";
import type { CredentialRecord } from "../credentials/pending-credential.ts";
import { fromRecordItem, recordUpdate, toRecordItem } from "../credentials/record-item.ts";
import { toTallyItem } from "../imports/import-item.ts";
import { talliesOf } from "../imports/import-job.ts";
import { type KeyferryError, toKeyferryError } from "../kernel/errors.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import { inChunks } from "../kernel/in-chunks.ts";
import type { Logger } from "../kernel/ports.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  LISTING_INDEX,
  PARTITION_KEY,
  PENDING_ATTRIBUTES,
  SORT_KEY,
} from "../table/table-layout.ts";
import type { Commit, CommitResult, Ledger } from "./ports.ts";

/**
 * DynamoDB takes 100 items in one transaction: an event, a credential and at most one tally per commit, and one outbox
 * entry. A worker's batch is ten.
 */
const MAX_COMMITS = 33;

/** Transactions for the same commits before each goes alone. */
const MAX_ROUNDS = 3;

/** The worker's side of the table. It reads metadata only: what it stored, it cannot read back. */
export function dynamodbLedger(table: Table, log: Logger): Ledger {
  return {
    async findCredentials(ids) {
      const attributes = [
        PARTITION_KEY,
        LISTING_INDEX.partitionKey,
        ...CREDENTIAL_ATTRIBUTES,
        ...PENDING_ATTRIBUTES,
      ];
      const items = await batchGet(table, [...new Set(ids)].map(credentialKey), attributes);
      return new Map(items.map((item) => [credentialIdOf(item), readRecord(item)]));
    },

    async findEvents(references) {
      const items = await batchGet(table, references.map(eventKey), [PARTITION_KEY, SORT_KEY]);
      return new Set(items.map((item) => item[SORT_KEY]?.S ?? ""));
    },

    async commit(commits) {
      const results: CommitResult[] = [];
      for (const together of inChunks(commits, MAX_COMMITS)) {
        results.push(...(await commitTogether(table, together, log)));
      }
      return results;
    },
  };
}

/** A malformed record is the trouble of its own commands, and not of their neighbours in the batch. */
function readRecord(item: Item): CredentialRecord | KeyferryError {
  try {
    return fromRecordItem(item);
  } catch (error) {
    return toKeyferryError(error);
  }
}

/**
 * One transaction for all. Where it is cancelled, DynamoDB names the culprits: they are settled, and the others go
 * together again, so that an import sent twice costs little more than one sent once. Where it blames none, or keeps
 * finding new ones, one transaction for each.
 */
async function commitTogether(
  table: Table,
  commits: readonly Commit[],
  log: Logger,
): Promise<CommitResult[]> {
  const results = new Map<Commit, CommitResult>();
  const settle = async (together: readonly Commit[]): Promise<void> => {
    const answers = await transact(table, together, log);
    together.forEach((commit, index) => {
      const answer = answers[index] ?? "unavailable";
      if (answer !== "unavailable") results.set(commit, answer);
    });
  };
  const open = () => commits.filter((commit) => !results.has(commit));

  for (let left = open(), round = 0; left.length > 0 && round < MAX_ROUNDS; left = open(), round += 1) {
    await settle(left);
    if (open().length === left.length) break;
  }
  if (commits.length > 1) await Promise.all(open().map((commit) => settle([commit])));
  return commits.map((commit) => results.get(commit) ?? "unavailable");
}

/** All or nothing. What one of them is to blame for is its result alone; the others are then `unavailable`. */
async function transact(table: Table, commits: readonly Commit[], log: Logger): Promise<CommitResult[]> {
  const writes = commits.map((commit) => [
    eventWrite(table.name, commit),
    ...credentialWrite(table.name, commit),
  ]);
  const added = [outboxItem(commits), ...tallyItems(commits)];
  const items = [...writes.flat(), ...added.map((Item) => ({ Put: { TableName: table.name, Item } }))];
  try {
    await table.client.send(new TransactWriteItemsCommand({ TransactItems: items }));
    return commits.map(() => "committed");
  } catch (error) {
    if (error instanceof TransactionCanceledException) {
      const reasons = [...(error.CancellationReasons ?? [])];
      return writes.map((own) => resultOf(reasons.splice(0, own.length)));
    }
    log.warn("transaction_failed", { ...failureFields(error), commits: commits.length });
    return commits.map(() => "unavailable");
  }
}

/** Reasons come in the order of the items: the event's first, then its credential's. */
function resultOf(reasons: readonly CancellationReason[]): CommitResult {
  const failed = reasons.map(({ Code }) => Code === "ConditionalCheckFailed");
  if (failed[0]) return "duplicate";
  if (failed[1]) return "stale";
  return "unavailable";
}

function outboxItem(commits: readonly Commit[]): Item {
  const events = commits.map(({ decision }) => decision.event);
  return toOutboxItem(newOutboxEntry(events, events[0]?.time ?? ""));
}

const tallyItems = (commits: readonly Commit[]): Item[] =>
  talliesOf(commits.flatMap(({ row, decision }) => (row ? { row, event: decision.event } : []))).map(
    toTallyItem,
  );

function eventWrite(tableName: string, { decision }: Commit): TransactWriteItem {
  return {
    Put: {
      TableName: tableName,
      Item: toEventItem(decision.event),
      ConditionExpression: `attribute_not_exists(${PARTITION_KEY})`,
    },
  };
}

function credentialWrite(tableName: string, { decision, encryptedKey }: Commit): TransactWriteItem[] {
  const { expectedVersion, key } = decision;
  const record = decision.credential ?? decision.pending ?? null;
  if (record === null) return [];
  if (expectedVersion === null) {
    const Item = toRecordItem(record, encryptedKey);
    return [
      { Put: { TableName: tableName, Item, ConditionExpression: `attribute_not_exists(${PARTITION_KEY})` } },
    ];
  }
  const { expression, names, values } = recordUpdate(record, encryptedKey, key);
  return [
    {
      Update: {
        TableName: tableName,
        Key: credentialKey(record.id),
        UpdateExpression: expression,
        ConditionExpression: "#version = :expected_version",
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ...values, ...marshall({ ":expected_version": expectedVersion }) },
      },
    },
  ];
}
