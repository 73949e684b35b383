import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { type ConditionalUpdate, updateItems } from "../../../shared/table/dynamodb-updates.ts";
import { awsError, fakeClient } from "../../support/fakes/fake-client.ts";
import { patience } from "../../support/fakes/patience.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const update = (n: number, expectedVersion: number | null = 4): ConditionalUpdate => ({
  key: { pk: { S: `ITEM#${n}` }, sk: { S: "ITEM" } },
  expression: "SET #version = :version",
  names: { "#version": "version" },
  values: { ":version": { N: "5" } },
  expectedVersion,
});

/** @param answers to the calls, in their order; the last one again and again. */
function setUp(...answers: readonly (Error | undefined)[]) {
  let calls = 0;
  const answer = () => {
    const next = answers[Math.min(calls, answers.length - 1)];
    calls += 1;
    if (next !== undefined) throw next;
    return {};
  };
  const { client, calls: sent } = fakeClient<DynamoDBClient>({
    UpdateItemCommand: answer,
    TransactWriteItemsCommand: answer,
  });
  const { backoff, pauses } = patience(15_000);
  const log = recordingLogger();
  return { table: { client, name: "table", backoff }, sent, pauses, log };
}

const cancelled = (...codes: readonly string[]) =>
  Object.assign(awsError("TransactionCanceledException"), {
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

it("one update is one conditional write, several are one transaction", async () => {
  const { table, sent, log } = setUp(undefined);
  expect(await updateItems(table, [update(1)], log)).toBe("updated");
  expect(await updateItems(table, [update(1, null), update(2)], log)).toBe("updated");
  expect(sent.map(({ name }) => name)).toEqual(["UpdateItemCommand", "TransactWriteItemsCommand"]);
  const [first, second] = sent[1]?.input.TransactItems ?? [];
  expect(first.Update).toMatchObject({
    ConditionExpression: "attribute_not_exists(pk)",
    ExpressionAttributeValues: { ":version": { N: "5" } },
  });
  expect(second.Update).toMatchObject({
    ConditionExpression: "#version = :expected_version",
    ExpressionAttributeValues: { ":expected_version": { N: "4" } },
  });
});

it.each([
  ["an item that is not as expected", cancelled("None", "ConditionalCheckFailed"), "stale"],
  ["a transaction that DynamoDB never takes", cancelled("ValidationError", "None"), "unstorable"],
  ["a request that DynamoDB never takes", awsError("ValidationException"), "unstorable"],
  ["a refusal for want of rights", awsError("AccessDeniedException"), "unavailable"],
] as const)("%s is told as such", async (_, error, result) => {
  const { table, log } = setUp(error);
  expect(await updateItems(table, [update(1), update(2)], log)).toBe(result);
});

it("a single update that is not as expected is stale", async () => {
  const { table, log } = setUp(awsError("ConditionalCheckFailedException"));
  expect(await updateItems(table, [update(1)], log)).toBe("stale");
});

it("another transaction on the same items, and a busy table, are waited for", async () => {
  const busy = [cancelled("TransactionConflict", "None"), awsError("ThrottlingException"), undefined];
  const { table, sent, pauses, log } = setUp(...busy);
  expect(await updateItems(table, [update(1), update(2)], log)).toBe("updated");
  expect(sent).toHaveLength(3);
  expect(pauses).toHaveLength(2);
});

it("a conflict that outlasts the caller's time is unavailable", async () => {
  const { table, log } = setUp(cancelled("TransactionConflict"));
  expect(await updateItems(table, [update(1), update(2)], log)).toBe("unavailable");
});
