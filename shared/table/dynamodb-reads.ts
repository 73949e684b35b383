import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { Backoff } from "../kernel/backoff.ts";
import { inChunks } from "../kernel/in-chunks.ts";
import type { Item } from "./dynamodb-item.ts";
import { patiently, untilProcessed } from "./patiently.ts";

/** The table's name and the client to reach it with. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** How to wait where DynamoDB is busy. Default: not at all, so that the call fails. */
  readonly backoff?: Backoff;
}

/** The projection of these attributes. Attributes that it does not name never leave DynamoDB. */
export const projection = (attributes: readonly string[]) => ({
  ProjectionExpression: attributes.map((_, index) => `#${index}`).join(", "),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((name, index) => [`#${index}`, name])),
});

/** DynamoDB's limit for one BatchGetItem. */
export const MAX_KEYS = 100;

/**
 * Reads these items consistently, each once, in any order, and leaves out missing ones. It asks again, after a pause, for
 * keys that DynamoDB leaves unprocessed because it is busy.
 * @throws KeyferryError `unavailable` when DynamoDB is still busy at the end of the caller's time.
 */
export async function batchGet(
  table: Table,
  keys: readonly Item[],
  attributes: readonly string[],
): Promise<Item[]> {
  const found: Item[] = [];
  for (const batch of inChunks(distinct(keys), MAX_KEYS)) {
    await untilProcessed(table, "dynamodb:BatchGetItem", batch, async (Keys) => {
      const request = { Keys, ConsistentRead: true, ...projection(attributes) };
      const answer = await table.client.send(
        new BatchGetItemCommand({ RequestItems: { [table.name]: request } }),
      );
      found.push(...(answer.Responses?.[table.name] ?? []));
      return answer.UnprocessedKeys?.[table.name]?.Keys;
    });
  }
  return found;
}

/** BatchGetItem refuses a key that it is given twice. */
const distinct = (keys: readonly Item[]): Item[] => [
  ...new Map(keys.map((key) => [JSON.stringify(key), key])).values(),
];

/** The pages of a query, each with at least one item. Attributes are numbered as in {@link projection}. */
export async function* queryPages(
  table: Table,
  attributes: readonly string[],
  query: Omit<QueryCommandInput, "TableName" | "ProjectionExpression" | "ExpressionAttributeNames">,
): AsyncIterable<readonly Item[]> {
  let start: Item | undefined;
  do {
    const page = await patiently(table, "dynamodb:Query", () =>
      table.client.send(
        new QueryCommand({
          ...query,
          ...projection(attributes),
          TableName: table.name,
          ...(start && { ExclusiveStartKey: start }),
        }),
      ),
    );
    if (page.Items !== undefined && page.Items.length > 0) yield page.Items;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
