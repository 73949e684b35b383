import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import { dynamodbCredentialReader } from "../../../shared/credentials/dynamodb-credential-reader.ts";
import { toEventItem } from "../../../shared/credentials/event-item.ts";
import { batchGet } from "../../../shared/table/dynamodb-reads.ts";
import { auditEvent, commandId, credential, credentialId } from "../../support/data/fixtures.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const keys = (count: number) => Array.from({ length: count }, (_, n) => marshall({ pk: `p${n}`, sk: "s" }));

const tableThat = (answer: (input: Call["input"]) => unknown) => {
  const { client, calls } = fakeClient<DynamoDBClient>({ BatchGetItemCommand: answer });
  return { table: { client, name: "table" }, calls };
};

const keysOf = (input: Call["input"]) => input.RequestItems.table.Keys;

describe("reading many items", () => {
  it("asks for at most 100 at a time, consistently, and for named attributes only", async () => {
    const { table, calls } = tableThat((input) => ({ Responses: { table: keysOf(input) } }));
    expect(await batchGet(table, keys(250), ["pk", "name"])).toHaveLength(250);
    expect(calls.map(({ input }) => keysOf(input).length)).toEqual([100, 100, 50]);
    expect(calls[0]?.input.RequestItems.table).toMatchObject({
      ConsistentRead: true,
      ProjectionExpression: "#0, #1",
      ExpressionAttributeNames: { "#0": "pk", "#1": "name" },
    });
  });

  it("asks again for what DynamoDB left unprocessed, until all is there", async () => {
    const { table } = tableThat((input) => ({
      Responses: { table: keysOf(input).slice(0, 1) },
      UnprocessedKeys: keysOf(input).length > 1 ? { table: { Keys: keysOf(input).slice(1) } } : {},
    }));
    const found = await batchGet(table, keys(5), ["pk"]);
    expect(found).toEqual(keys(5));
  });

  it("gives up as unavailable where DynamoDB never answers with all, rather than for ever or with a part", async () => {
    const { table, calls } = tableThat((input) => ({ UnprocessedKeys: { table: { Keys: keysOf(input) } } }));
    await expect(batchGet(table, keys(3), ["pk"])).rejects.toMatchObject({ kind: "unavailable" });
    expect(calls.length).toBeLessThanOrEqual(10);
  });

  it("turns whatever the SDK throws into unavailable, with the SDK's words kept inside", async () => {
    const { table } = tableThat(() => {
      throw awsError("ProvisionedThroughputExceededException");
    });
    const failure = await batchGet(table, keys(1), ["pk"]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "unavailable", message: "dynamodb:BatchGetItem failed" });
  });

  it("asks for nothing where nothing is wanted", async () => {
    const { table, calls } = tableThat(() => ({}));
    expect(await batchGet(table, [], ["pk"])).toEqual([]);
    expect(calls).toHaveLength(0);
  });
});

describe("a door's view of the table", () => {
  const reference = { credential_id: credentialId(1), id: commandId(1) };

  it("shows a credential and the outcome of its command", async () => {
    const { table } = tableThat(() => ({
      Responses: { table: [toEventItem(auditEvent()), toCredentialItem(credential(), null)] },
    }));
    const state = await dynamodbCredentialReader(table, recordingLogger()).findCommandState(reference);
    expect(state).toEqual({ credential: credential(), event: auditEvent() });
  });

  it("shows nothing where nothing is", async () => {
    const { table } = tableThat(() => ({ Responses: { table: [] } }));
    const reader = dynamodbCredentialReader(table, recordingLogger());
    expect(await reader.findCommandState(reference)).toEqual({ credential: null, event: null });
    expect(await reader.find(credentialId(1))).toBeNull();
  });

  it.each([
    ["before it was made", []],
    ["in the version before", [toCredentialItem(credential({ version: 1 }), null)]],
  ])(
    "never shows an outcome beside its credential %s, where a commit fell between two reads",
    async (_, earlier) => {
      const event = toEventItem(auditEvent(1, { version: 2 }));
      const now = credential({ version: 2 });
      let reads = 0;
      const { table } = tableThat(() => {
        reads += 1;
        return { Responses: { table: [event, ...(reads === 1 ? earlier : [toCredentialItem(now, null)])] } };
      });
      const state = await dynamodbCredentialReader(table, recordingLogger()).findCommandState(reference);
      expect(state.credential).toEqual(now);
      expect(reads).toBe(2);
    },
  );

  it("reads once where the outcome is a rejection or the credential has moved on since", async () => {
    const rejected = auditEvent(1, { type: "credential.rejected", version: null });
    for (const items of [
      [toEventItem(rejected)],
      [toEventItem(auditEvent()), toCredentialItem(credential({ version: 3 }), null)],
    ]) {
      const { table, calls } = tableThat(() => ({ Responses: { table: items } }));
      await dynamodbCredentialReader(table, recordingLogger()).findCommandState(reference);
      expect(calls).toHaveLength(1);
    }
  });

  it("never asks for ciphertext or a wrapped key, which its role may not read", async () => {
    const { table, calls } = tableThat(() => ({ Responses: { table: [] } }));
    const reader = dynamodbCredentialReader(table, recordingLogger());
    await reader.find(credentialId(1));
    await reader.findCommandState(reference);
    const names = calls.flatMap(({ input }) =>
      Object.values<string>(input.RequestItems.table.ExpressionAttributeNames),
    );
    expect(names).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/ciphertext|wrapped|scheme|sealed/)]),
    );
    expect(names).toContain("label");
  });
});
