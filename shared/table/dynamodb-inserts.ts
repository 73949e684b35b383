import { BatchExecuteStatementCommand, type BatchStatementError } from "@aws-sdk/client-dynamodb";
import { isAwsError } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import { inChunks } from "../kernel/in-chunks.ts";
import type { Logger } from "../kernel/ports.ts";
import type { Item } from "./dynamodb-item.ts";
import type { Table } from "./dynamodb-reads.ts";
import { isThrottled, pauseOf } from "./patiently.ts";

/**
 * - `inserted`: this call wrote the item.
 * - `exists`: an item with this key was there; it stays as it is.
 * - `unstorable`: DynamoDB will never take it, for example because it is too large.
 * - `unavailable`: not known to be written; trying again is safe.
 */
export type InsertResult = "inserted" | "exists" | "unstorable" | "unavailable";

/** Whether the item is in the table now, whoever added it. */
export const isThere = (result: InsertResult | undefined): boolean =>
  result === "inserted" || result === "exists";

/** DynamoDB's limit for one BatchExecuteStatement. */
const MAX_STATEMENTS = 25;

/** The errors of single statements that pass by themselves. */
const PASSING: ReadonlySet<string | undefined> = new Set([
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "TransactionConflict",
  "InternalServerError",
]);

/**
 * Adds each item that is not there yet, by itself, at one write unit per kilobyte. It can overwrite nothing: PartiQL's
 * INSERT fails where an item with its key exists, and IAM knows it as a right of its own. It never throws, and returns one
 * result per item, in order.
 */
export async function insertItems(
  table: Table,
  items: readonly Item[],
  log: Logger,
): Promise<InsertResult[]> {
  const results: InsertResult[] = [];
  for (const chunk of inChunks(items, MAX_STATEMENTS))
    results.push(...(await insertChunk(table, chunk, log)));
  return results;
}

/**
 * Adds one item, unless it is there.
 * @returns whether this call wrote it.
 * @throws KeyferryError `unavailable` when it is not known to be written.
 */
export async function insertItem(table: Table, item: Item, log: Logger): Promise<boolean> {
  const [result] = await insertItems(table, [item], log);
  if (!isThere(result)) throw new KeyferryError("unavailable", "dynamodb:PartiQLInsert failed");
  return result === "inserted";
}

/** Sends what DynamoDB is too busy for again, as long as its caller has time. */
async function insertChunk(table: Table, items: readonly Item[], log: Logger): Promise<InsertResult[]> {
  const results = new Map<Item, InsertResult>();
  for (let attempt = 0, open = items; ; attempt += 1) {
    const answers = await send(table, open, log);
    for (const [index, item] of open.entries()) {
      const answer = answers[index] ?? "unavailable";
      if (answer !== "busy") results.set(item, answer);
    }
    open = open.filter((item) => !results.has(item));
    if (open.length === 0 || !(await pauseOf(table, attempt))) break;
  }
  return items.map((item) => results.get(item) ?? "unavailable");
}

type Answer = InsertResult | "busy";

async function send(table: Table, items: readonly Item[], log: Logger): Promise<readonly Answer[]> {
  const Statements = items.map((item) => ({
    Statement: `INSERT INTO "${table.name}" VALUE {${Object.keys(item).map((name) => `'${name}': ?`)}}`,
    Parameters: Object.values(item),
  }));
  try {
    const { Responses = [] } = await table.client.send(new BatchExecuteStatementCommand({ Statements }));
    const failed = Responses.flatMap((response) => response.Error?.Code ?? []).filter(
      (code) => code !== "DuplicateItem",
    );
    if (failed.length > 0) log.warn("insert_failed", { reason: failed[0], items: failed.length });
    return Responses.map((response) => answerOf(response.Error));
  } catch (error) {
    log.warn("insert_failed", { ...failureFields(error), items: items.length });
    if (isThrottled(error)) return items.map(() => "busy");
    if (!isAwsError(error, "ValidationException")) return items.map(() => "unavailable");
    // Only alone is it certain which item DynamoDB refuses for good.
    if (items.length === 1) return ["unstorable"];
    return (await Promise.all(items.map((item) => send(table, [item], log)))).flat();
  }
}

function answerOf(error: BatchStatementError | undefined): Answer {
  if (error === undefined) return "inserted";
  if (error.Code === "DuplicateItem") return "exists";
  if (error.Code === "ValidationError" || error.Code === "ItemCollectionSizeLimitExceeded")
    return "unstorable";
  return PASSING.has(error.Code) ? "busy" : "unavailable";
}
