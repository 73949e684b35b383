import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandInput,
  type ScanCommandOutput,
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
export const queryPages = (
  table: Table,
  attributes: readonly string[],
  query: Omit<QueryCommandInput, "TableName" | "ProjectionExpression" | "ExpressionAttributeNames">,
): AsyncIterable<readonly Item[]> =>
  pagesOf(table, "dynamodb:Query", (start) =>
    table.client.send(
      new QueryCommand({ ...query, ...projection(attributes), TableName: table.name, ...start }),
    ),
  );

/** The pages of a scan, in the same manner. */
export const scanPages = (
  table: Table,
  attributes: readonly string[],
  scan: Omit<ScanCommandInput, "TableName" | "ProjectionExpression" | "ExpressionAttributeNames">,
): AsyncIterable<readonly Item[]> =>
  pagesOf(table, "dynamodb:Scan", (start) =>
    table.client.send(
      new ScanCommand({ ...scan, ...projection(attributes), TableName: table.name, ...start }),
    ),
  );

/** @param read reads the page that begins there. */
async function* pagesOf(
  table: Table,
  operation: string,
  read: (start: { readonly ExclusiveStartKey?: Item }) => Promise<QueryCommandOutput | ScanCommandOutput>,
): AsyncIterable<readonly Item[]> {
  let start: Item | undefined;
  do {
    const page = await patiently(table, operation, () => read(start ? { ExclusiveStartKey: start } : {}));
    if (page.Items !== undefined && page.Items.length > 0) yield page.Items;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
