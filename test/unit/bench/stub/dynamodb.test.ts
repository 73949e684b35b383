import { describe, expect, it } from "vitest";
import { dynamodbStub } from "../../../bench/stub/dynamodb.ts";
import type { Wire } from "../../../bench/stub/operations.ts";
import { usageMeter } from "../../../bench/stub/usage.ts";

const KEY = { pk: { S: "CREDENTIAL#1" }, sk: { S: "CREDENTIAL" } };
const PLACED = { workspace: { S: "w" }, position: { S: "1" } };
const insert = (item: Record<string, unknown>) => ({
  Statement: `INSERT INTO "keyferry" VALUE {${Object.keys(item).map((name) => `'${name}': ?`)}}`,
  Parameters: Object.values(item),
});

function table() {
  const meter = usageMeter();
  const { operations, takeStream } = dynamodbStub(meter);
  return {
    call: (operation: string, input: Wire) => operations[operation]?.(input),
    units: () => meter.take().writeUnits,
    takeStream,
  };
}

describe("what the stub charges for a write", () => {
  it("one unit for a small item and one for its place in the index, whoever writes it", () => {
    const { call, units } = table();
    call("PutItem", { Item: { ...KEY, ...PLACED } });
    expect(units()).toBe(2);
    call("PutItem", { Item: { ...KEY, ...PLACED } });
    expect(units()).toBe(1);
    call("BatchExecuteStatement", { Statements: [insert({ pk: { S: "a" }, sk: { S: "b" }, ...PLACED })] });
    expect(units()).toBe(2);
    call("TransactWriteItems", { TransactItems: [{ Put: { Item: { pk: { S: "c" }, sk: { S: "d" } } } }] });
    expect(units()).toBe(2);
  });

  it("an update counts the larger of the images before and after it", () => {
    const { call, units } = table();
    call("PutItem", { Item: { ...KEY, long: { S: "x".repeat(1500) } } });
    units();
    call("UpdateItem", {
      Key: KEY,
      UpdateExpression: "REMOVE #a",
      ExpressionAttributeNames: { "#a": "long" },
    });
    expect(units()).toBe(2);
    call("UpdateItem", {
      Key: KEY,
      UpdateExpression: "SET #b = :b",
      ExpressionAttributeNames: { "#b": "short" },
      ExpressionAttributeValues: { ":b": { S: "y" } },
    });
    expect(units()).toBe(1);
  });

  it("the stream has every written item as it is then, and whether it was there before", () => {
    const { call, takeStream } = table();
    call("ExecuteStatement", insert({ ...KEY, name: { S: "first" } }));
    call("UpdateItem", {
      Key: KEY,
      UpdateExpression: "SET #n = :n",
      ExpressionAttributeNames: { "#n": "name" },
      ExpressionAttributeValues: { ":n": { S: "second" } },
    });
    expect(takeStream()).toEqual([
      { eventName: "INSERT", item: { ...KEY, name: { S: "first" } } },
      { eventName: "MODIFY", item: { ...KEY, name: { S: "second" } } },
    ]);
    expect(takeStream()).toEqual([]);
  });

  it("a statement that is no INSERT of parameters is an error, not a free write", () => {
    const { call } = table();
    expect(() => call("ExecuteStatement", { Statement: 'DELETE FROM "keyferry"', Parameters: [] })).toThrow(
      "no stub for the statement",
    );
  });
});
