import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { insertedBy } from "../data/inserted-item.ts";
import { awsError, type Call, fakeClient } from "./fake-client.ts";

/** A table of whole items by their keys: enough for adapters that read and write one item. */
export function itemTable() {
  const items = new Map<string, Call["input"]>();
  const nameOf = ({ pk, sk }: Call["input"]) => `${pk.S} ${sk.S}`;
  const put = ({ Item, ConditionExpression }: Call["input"]) => {
    if (ConditionExpression !== "attribute_not_exists(pk)" || items.has(nameOf(Item))) return false;
    items.set(nameOf(Item), Item);
    return true;
  };
  const { client, calls } = fakeClient<DynamoDBClient>({
    BatchGetItemCommand: ({ RequestItems }) => ({
      Responses: {
        table: RequestItems.table.Keys.flatMap((key: Call["input"]) => items.get(nameOf(key)) ?? []),
      },
    }),
    PutItemCommand: (input) => {
      if (!put(input)) throw awsError("ConditionalCheckFailedException");
      return {};
    },
    BatchExecuteStatementCommand: ({ Statements }) => ({
      Responses: Statements.map((each: Call["input"]) => {
        const Item = insertedBy(each);
        const isNew = put({ Item, ConditionExpression: "attribute_not_exists(pk)" });
        return isNew ? {} : { Error: { Code: "DuplicateItem" } };
      }),
    }),
  });
  return { table: { client, name: "table" }, items, calls };
}
