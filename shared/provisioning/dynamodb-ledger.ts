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
import { isAwsError } from "../kernel/call-aws.ts";
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
 * DynamoDB takes 100 items per transaction. A commit has an event, a credential and at most one tally, and
 * each transaction has one outbox entry. A worker's batch is ten messages.
 */
const MAX_COMMITS = 33;

/** The most transactions for the same commits before each commit gets its own. */
const MAX_ROUNDS = 3;

/** The worker's access to the table. It reads metadata only, not even the ciphertext that it wrote. */
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

/** A malformed record affects only its own commands, not the others of the batch. */
function readRecord(item: Item): CredentialRecord | KeyferryError {
  try {
    return fromRecordItem(item);
  } catch (error) {
    return toKeyferryError(error);
  }
}

/**
 * Commits everything in one transaction. If DynamoDB cancels it, DynamoDB names the commits at fault: their
 * results are final, and the others go together again, so that an import sent twice costs little more than
 * one sent once. If DynamoDB blames none, or blames further ones in each round, each commit gets its own
 * transaction.
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

/** Runs one transaction, all or nothing. Commits that are not at fault are `unavailable`. */
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
    // Alone, so that it is certain which commit DynamoDB refuses for good.
    const isRefused = commits.length === 1 && isAwsError(error, "ValidationException");
    return commits.map(() => (isRefused ? "unstorable" : "unavailable"));
  }
}

/** DynamoDB gives the reasons in the order of the items: the event's first, then its credential's. */
function resultOf(reasons: readonly CancellationReason[]): CommitResult {
  const failed = reasons.map(({ Code }) => Code === "ConditionalCheckFailed");
  if (failed[0]) return "duplicate";
  if (failed[1]) return "stale";
  if (reasons.some(({ Code }) => Code === "ValidationError")) return "unstorable";
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
