import {
  type TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { isAwsError } from "../kernel/call-aws.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import type { Logger } from "../kernel/ports.ts";
import type { Item } from "./dynamodb-item.ts";
import type { Table } from "./dynamodb-reads.ts";
import { patiently, pauseOf } from "./patiently.ts";
import { PARTITION_KEY } from "./table-layout.ts";

/** A change of one item, which must still be in that version; null: which must not exist. */
export interface ConditionalUpdate {
  readonly key: Item;
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Item;
  readonly expectedVersion: number | null;
}

/**
 * - `updated`: this call wrote all of them.
 * - `stale`: an item is not as expected; nothing was written.
 * - `unstorable`: DynamoDB will never take them, for example because one is too large; nothing was written.
 * - `unavailable`: not known to be written; trying again is safe.
 */
export type UpdateResult = "updated" | "stale" | "unstorable" | "unavailable";

/** Writes one update, or several as one transaction: all of them or none. It never throws. */
export async function updateItems(
  table: Table,
  updates: readonly ConditionalUpdate[],
  log: Logger,
): Promise<UpdateResult> {
  const [first, ...others] = updates.map((update) => inputOf(table, update));
  try {
    if (first !== undefined && others.length === 0) {
      await patiently(table, "dynamodb:UpdateItem", () => table.client.send(new UpdateItemCommand(first)));
      return "updated";
    }
    return await transact(
      table,
      new TransactWriteItemsCommand({
        TransactItems: [first, ...others].map((Update) => ({ Update })),
      }),
      log,
    );
  } catch (error) {
    const { cause } = error as Error;
    if (isAwsError(cause, "ConditionalCheckFailedException")) return "stale";
    log.warn("update_failed", failureFields(error));
    return isAwsError(cause, "ValidationException") ? "unstorable" : "unavailable";
  }
}

/** Another transaction on the same items, or a busy table, passes: the whole transaction is sent again. */
async function transact(
  table: Table,
  command: TransactWriteItemsCommand,
  log: Logger,
): Promise<UpdateResult> {
  for (let attempt = 0; ; attempt += 1) {
    const codes = await patiently(table, "dynamodb:TransactWriteItems", async () => {
      try {
        await table.client.send(command);
        return [];
      } catch (error) {
        if (!isAwsError(error, "TransactionCanceledException")) throw error;
        return codesOf(error as TransactionCanceledException);
      }
    });
    if (codes.length === 0) return "updated";
    if (codes.includes("ConditionalCheckFailed")) return "stale";
    log.warn("update_failed", { reason: codes[0], items: codes.length });
    if (codes.includes("ValidationError") || codes.includes("ItemCollectionSizeLimitExceeded"))
      return "unstorable";
    if (!(await pauseOf(table, attempt))) return "unavailable";
  }
}

/** Why a transaction was cancelled: at least one code, without those of the items that were in order. */
function codesOf({ CancellationReasons = [] }: TransactionCanceledException): readonly string[] {
  const codes = CancellationReasons.flatMap(({ Code }) =>
    Code === undefined || Code === "None" ? [] : [Code],
  );
  return codes.length === 0 ? ["unknown"] : codes;
}

const inputOf = (
  { name }: Table,
  { key, expression, names, values, expectedVersion }: ConditionalUpdate,
) => ({
  TableName: name,
  Key: key,
  UpdateExpression: expression,
  ExpressionAttributeNames: names,
  ...(expectedVersion === null
    ? { ConditionExpression: `attribute_not_exists(${PARTITION_KEY})`, ExpressionAttributeValues: values }
    : {
        ConditionExpression: "#version = :expected_version",
        ExpressionAttributeValues: { ...values, ...marshall({ ":expected_version": expectedVersion }) },
      }),
});
