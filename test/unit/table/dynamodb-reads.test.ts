import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { batchGet } from "../../../shared/table/dynamodb-reads.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { patience } from "../../support/fakes/patience.ts";

const keys = (count: number) => Array.from({ length: count }, (_, n) => marshall({ pk: `p${n}`, sk: "s" }));

const tableThat = (answer: (input: Call["input"]) => unknown) => {
  const { client, calls } = fakeClient<DynamoDBClient>({ BatchGetItemCommand: answer });
  const { backoff, pauses } = patience(10_000);
  return { table: { client, name: "table", backoff }, calls, pauses };
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
    const { table, pauses } = tableThat((input) => ({
      Responses: { table: keysOf(input).slice(0, 1) },
      UnprocessedKeys: keysOf(input).length > 1 ? { table: { Keys: keysOf(input).slice(1) } } : {},
    }));
    const found = await batchGet(table, keys(5), ["pk"]);
    expect(found).toEqual(keys(5));
    expect(pauses).toEqual([25, 25, 25, 25]);
  });

  it("a key that is named twice is read once, because DynamoDB refuses a call with both", async () => {
    const { table, calls } = tableThat((input) => ({ Responses: { table: keysOf(input) } }));
    expect(await batchGet(table, [...keys(3), ...keys(2)], ["pk"])).toEqual(keys(3));
    expect(calls).toHaveLength(1);
  });

  it("a read that never answers with all is given up as unavailable, rather than for ever or with a part", async () => {
    const { table, calls, pauses } = tableThat((input) => ({
      UnprocessedKeys: { table: { Keys: keysOf(input) } },
    }));
    await expect(batchGet(table, keys(3), ["pk"])).rejects.toMatchObject({ kind: "unavailable" });
    expect(pauses.slice(0, 4)).toEqual([50, 100, 200, 400]);
    expect(calls).toHaveLength(pauses.length + 1);
  });

  it("an error of the SDK becomes unavailable, with the SDK's words kept inside", async () => {
    const { table } = tableThat(() => {
      throw awsError("TimeoutError");
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
