import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { callAws } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import type { Item } from "./dynamodb-item.ts";

/** The table's name and the client to reach it with. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
}

/** The projection of these attributes. Attributes that it does not name never leave DynamoDB. */
export const projection = (attributes: readonly string[]) => ({
  ProjectionExpression: attributes.map((_, index) => `#${index}`).join(", "),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((name, index) => [`#${index}`, name])),
});

/** DynamoDB's limit for one BatchGetItem. */
export const MAX_KEYS = 100;
const MAX_ROUNDS = 5;

/**
 * Reads these items consistently, in any order, and leaves out missing ones.
 * @throws KeyferryError `unavailable` when DynamoDB keeps leaving keys unprocessed.
 */
export async function batchGet(
  table: Table,
  keys: readonly Item[],
  attributes: readonly string[],
): Promise<Item[]> {
  const found: Item[] = [];
  let pending = [...keys];
  for (let round = 0; pending.length > 0; round += 1) {
    if (round >= MAX_ROUNDS * Math.ceil(keys.length / MAX_KEYS)) {
      throw new KeyferryError("unavailable", "DynamoDB left keys unprocessed");
    }
    const batch = pending.slice(0, MAX_KEYS);
    const request = { Keys: batch, ConsistentRead: true, ...projection(attributes) };
    const answer = await callAws("dynamodb:BatchGetItem", () =>
      table.client.send(new BatchGetItemCommand({ RequestItems: { [table.name]: request } })),
    );
    found.push(...(answer.Responses?.[table.name] ?? []));
    pending = [...(answer.UnprocessedKeys?.[table.name]?.Keys ?? []), ...pending.slice(MAX_KEYS)];
  }
  return found;
}

/** The pages of a query, each with at least one item. Attributes are numbered as in {@link projection}. */
export async function* queryPages(
  table: Table,
  attributes: readonly string[],
  query: Omit<QueryCommandInput, "TableName" | "ProjectionExpression" | "ExpressionAttributeNames">,
): AsyncIterable<readonly Item[]> {
  let start: Item | undefined;
  do {
    const page = await callAws("dynamodb:Query", () =>
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
