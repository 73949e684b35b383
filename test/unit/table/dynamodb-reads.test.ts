import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { batchGet } from "../../../shared/table/dynamodb-reads.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";

const keys = (count: number) => Array.from({ length: count }, (_, n) => marshall({ pk: `p${n}`, sk: "s" }));

const tableThat = (answer: (input: Call["input"]) => unknown) => {
  const { client, calls } = fakeClient<DynamoDBClient>({ BatchGetItemCommand: answer });
  return { table: { client, name: "table" }, calls };
};

const keysOf = (input: Call["input"]) => input.RequestItems.table.Keys;

describe("reading many items", () => {
  it("a call reads at most 100 items, consistently, and named attributes only", async () => {
    const { table, calls } = tableThat((input) => ({ Responses: { table: keysOf(input) } }));
    expect(await batchGet(table, keys(250), ["pk", "name"])).toHaveLength(250);
    expect(calls.map(({ input }) => keysOf(input).length)).toEqual([100, 100, 50]);
    expect(calls[0]?.input.RequestItems.table).toMatchObject({
      ConsistentRead: true,
      ProjectionExpression: "#0, #1",
      ExpressionAttributeNames: { "#0": "pk", "#1": "name" },
    });
  });

  it("the items that DynamoDB left unprocessed are asked for again, until all are there", async () => {
    const { table } = tableThat((input) => ({
      Responses: { table: keysOf(input).slice(0, 1) },
      UnprocessedKeys: keysOf(input).length > 1 ? { table: { Keys: keysOf(input).slice(1) } } : {},
    }));
    const found = await batchGet(table, keys(5), ["pk"]);
    expect(found).toEqual(keys(5));
  });

  it("a read that never answers with all is given up as unavailable, rather than for ever or with a part", async () => {
    const { table, calls } = tableThat((input) => ({ UnprocessedKeys: { table: { Keys: keysOf(input) } } }));
    await expect(batchGet(table, keys(3), ["pk"])).rejects.toMatchObject({ kind: "unavailable" });
    expect(calls.length).toBeLessThanOrEqual(10);
  });

  it("an error of the SDK becomes unavailable, with the SDK's words kept inside", async () => {
    const { table } = tableThat(() => {
      throw awsError("ProvisionedThroughputExceededException");
    });
    const failure = await batchGet(table, keys(1), ["pk"]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "unavailable", message: "dynamodb:BatchGetItem failed" });
  });

  it("no call is made where nothing is wanted", async () => {
    const { table, calls } = tableThat(() => ({}));
    expect(await batchGet(table, [], ["pk"])).toEqual([]);
    expect(calls).toHaveLength(0);
  });
});
