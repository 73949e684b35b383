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
import { isThrottled, pauseOf } from "../table/patiently.ts";
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

/** The most transactions that verdicts on single commits may cancel before each commit gets its own. */
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
 * What one transaction says of a commit: its result, that it must go again since others were at fault, or that it
 * conflicts with another transaction, which passes.
 */
type Answer = CommitResult | "again" | "conflict";

/** What follows a transaction: the rest together, at once or after a pause, or each alone, or nothing more. */
type Next = "together" | "later" | "alone" | "never";

interface Attempt {
  readonly answers: readonly Answer[];
  readonly next: Next;
}

/**
 * Commits everything in one transaction. If DynamoDB cancels it because of single commits, their results are final, and
 * the others go together again, so that an import sent twice costs little more than one sent once. If DynamoDB is busy,
 * everything goes again after a pause. Single transactions would only add to its load, so they are for commits that
 * DynamoDB refuses without saying which.
 */
async function commitTogether(
  table: Table,
  commits: readonly Commit[],
  log: Logger,
): Promise<readonly CommitResult[]> {
  const results = new Map<Commit, CommitResult>();
  const settle = (some: readonly Commit[], answers: readonly Answer[]) => {
    for (const [index, commit] of some.entries()) {
      const answer = answers[index] ?? "again";
      if (answer !== "again" && answer !== "conflict") results.set(commit, answer);
    }
  };
  const isOpen = (commit: Commit) => !results.has(commit);
  for (let open = commits, pauses = 0, rounds = 1; open.length > 0; open = open.filter(isOpen)) {
    const { answers, next } = await transact(table, open, log);
    settle(open, answers);
    const left = open.filter(isOpen);
    // What conflicts with another transaction holds up none of the others.
    const free = open.filter((_, index) => answers[index] === "again");
    if (next === "later" && free.length < left.length && free.length > 0) {
      settle(free, await commitTogether(table, free, log));
    }
    if (next === "never" || (next === "later" && !(await pauseOf(table, pauses++)))) break;
    if (next === "alone" || (next === "together" && rounds++ === MAX_ROUNDS)) {
      settle(left, (await Promise.all(left.map((commit) => commitTogether(table, [commit], log)))).flat());
      break;
    }
  }
  return commits.map((commit) => results.get(commit) ?? "unavailable");
}

/** Runs one transaction, all or nothing. */
async function transact(table: Table, commits: readonly Commit[], log: Logger): Promise<Attempt> {
  const writes = commits.map((commit) => [
    eventWrite(table.name, commit),
    ...credentialWrite(table.name, commit),
  ]);
  const added = [outboxItem(commits), ...tallyItems(commits)];
  const items = [...writes.flat(), ...added.map((Item) => ({ Put: { TableName: table.name, Item } }))];
  const all = (answer: Answer, next: Next): Attempt => ({ answers: commits.map(() => answer), next });
  try {
    await table.client.send(new TransactWriteItemsCommand({ TransactItems: items }));
    return all("committed", "never");
  } catch (error) {
    if (error instanceof TransactionCanceledException) {
      const reasons = [...(error.CancellationReasons ?? [])];
      const answers = writes.map((own) => answerOf(reasons.splice(0, own.length)));
      const isVerdict = (answer: Answer) => answer !== "again" && answer !== "conflict";
      return { answers, next: answers.some(isVerdict) ? "together" : "later" };
    }
    log.warn("transaction_failed", { ...failureFields(error), commits: commits.length });
    if (isThrottled(error)) return all("again", "later");
    // Only alone is it certain which commit DynamoDB refuses for good.
    if (isAwsError(error, "ValidationException")) {
      return commits.length === 1 ? all("unstorable", "never") : all("again", "alone");
    }
    return all("unavailable", "never");
  }
}

/** DynamoDB gives the reasons in the order of the items: the event's first, then its credential's. */
function answerOf(reasons: readonly CancellationReason[]): Answer {
  const failed = reasons.map(({ Code }) => Code === "ConditionalCheckFailed");
  if (failed[0]) return "duplicate";
  if (failed[1]) return "stale";
  if (reasons.some(({ Code }) => Code === "ValidationError")) return "unstorable";
  return reasons.some(({ Code }) => Code === "TransactionConflict") ? "conflict" : "again";
}

function outboxItem(commits: readonly Commit[]): Item {
  const events = commits.map(({ decision }) => decision.event);
  return toOutboxItem(newOutboxEntry(events, events[0]?.time ?? ""));
}

const tallyItems = (commits: readonly Commit[]): Item[] =>
  talliesOf(
    commits.flatMap(({ row, decision, same_as }) => (row ? { row, event: decision.event, same_as } : [])),
  ).map(toTallyItem);

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
