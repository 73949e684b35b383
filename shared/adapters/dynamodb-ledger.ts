import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Commit, CommitResult, Ledger, Logger } from "../ports.ts";
import { credentialKey, credentialUpdate, fromCredentialItem, toCredentialItem } from "./credential-item.ts";
import { batchGet, type Table } from "./dynamodb-reads.ts";
import { eventKey, toEventItem } from "./event-item.ts";
import { newOutboxEntry, toOutboxItem } from "./outbox-item.ts";
import { CREDENTIAL_ATTRIBUTES, LISTING_INDEX, PARTITION_KEY, SORT_KEY } from "./table-layout.ts";

/** DynamoDB takes 100 items in one transaction: an event and a credential per commit, and one outbox entry. */
const MAX_COMMITS = 49;

/** The worker's side of the table. It reads metadata only: what it stored, it cannot read back. */
export function dynamodbLedger(table: Table, log: Logger): Ledger {
  return {
    async findCredentials(ids) {
      const attributes = [PARTITION_KEY, LISTING_INDEX.partitionKey, ...CREDENTIAL_ATTRIBUTES];
      const items = await batchGet(table, [...new Set(ids)].map(credentialKey), attributes);
      return new Map(items.map(fromCredentialItem).map((credential) => [credential.id, credential]));
    },

    async findEvents(references) {
      const items = await batchGet(table, references.map(eventKey), [PARTITION_KEY, SORT_KEY]);
      return new Set(items.map((item) => item[SORT_KEY]?.S ?? ""));
    },

    async commit(commits) {
      const results: CommitResult[] = [];
      for (let start = 0; start < commits.length; start += MAX_COMMITS) {
        results.push(...(await commitTogether(table, commits.slice(start, start + MAX_COMMITS), log)));
      }
      return results;
    },
  };
}

/** One transaction for all; where it is cancelled, one for each, so that only the culprits fail. */
async function commitTogether(
  table: Table,
  commits: readonly Commit[],
  log: Logger,
): Promise<CommitResult[]> {
  const result = await transact(table.client, table.name, commits, log);
  if (result === "committed" || commits.length === 1) return commits.map(() => result);
  return Promise.all(commits.map((commit) => transact(table.client, table.name, [commit], log)));
}

async function transact(
  client: DynamoDBClient,
  tableName: string,
  commits: readonly Commit[],
  log: Logger,
): Promise<CommitResult> {
  const [first] = commits;
  if (first === undefined) return "committed";
  const outbox = newOutboxEntry(
    commits.map(({ decision }) => decision.event),
    first.decision.event.time,
  );
  const items: TransactWriteItem[] = [
    ...commits.flatMap((commit) => [eventWrite(tableName, commit), ...credentialWrite(tableName, commit)]),
    { Put: { TableName: tableName, Item: toOutboxItem(outbox) } },
  ];
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
    return "committed";
  } catch (error) {
    if (error instanceof TransactionCanceledException) return resultOf(error.CancellationReasons ?? []);
    log.warn("transaction_failed", { reason: (error as Error).name, commits: commits.length });
    return "unavailable";
  }
}

/** Reasons come in the order of the items: the event's first, then its credential's. */
function resultOf(reasons: readonly CancellationReason[]): CommitResult {
  const failed = reasons.map(({ Code }) => Code === "ConditionalCheckFailed");
  if (failed[0]) return "duplicate";
  if (failed[1]) return "stale";
  return "unavailable";
}

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
  const { credential, expectedVersion, key } = decision;
  if (credential === null) return [];
  if (expectedVersion === null) {
    const Item = toCredentialItem(credential, encryptedKey);
    return [
      { Put: { TableName: tableName, Item, ConditionExpression: `attribute_not_exists(${PARTITION_KEY})` } },
    ];
  }
  const { expression, names, values } = credentialUpdate(credential, encryptedKey, key);
  return [
    {
      Update: {
        TableName: tableName,
        Key: credentialKey(credential.id),
        UpdateExpression: expression,
        ConditionExpression: "#version = :expected_version",
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ...values, ...marshall({ ":expected_version": expectedVersion }) },
      },
    },
  ];
}
