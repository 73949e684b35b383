import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import { dynamodbCredentialReader } from "../../../shared/credentials/dynamodb-credential-reader.ts";
import { toEventItem, toOutboxItem } from "../../../shared/credentials/event-item.ts";
import { toRecordItem } from "../../../shared/credentials/record-item.ts";
import { auditEvent, commandId, credential, credentialId } from "../../support/data/fixtures.ts";
import { type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const tableThat = (answer: (input: Call["input"]) => unknown) => {
  const { client, calls } = fakeClient<DynamoDBClient>({ BatchGetItemCommand: answer });
  return { table: { client, name: "table" }, calls };
};

describe("a door's view of the table", () => {
  const reference = { credential_id: credentialId(1), id: commandId(1) };

  it("a door sees a credential and the outcome of its command", async () => {
    const { table } = tableThat(() => ({
      Responses: { table: [toEventItem(auditEvent()), toCredentialItem(credential(), null)] },
    }));
    const state = await dynamodbCredentialReader(table, recordingLogger()).findCommandState(reference);
    expect(state).toEqual({ credential: credential(), event: auditEvent() });
  });

  it("a door sees nothing where nothing is stored", async () => {
    const { table } = tableThat(() => ({ Responses: { table: [] } }));
    const reader = dynamodbCredentialReader(table, recordingLogger());
    expect(await reader.findCommandState(reference)).toEqual({ credential: null, event: null });
    expect(await reader.find(credentialId(1))).toBeNull();
  });

  it.each([
    ["before it was made", []],
    ["in the version before", [toCredentialItem(credential({ version: 1 }), null)]],
  ])(
    "an outcome is never shown beside its credential %s, where a commit fell between two reads",
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

  it("one read is enough where the outcome is a rejection or the credential has changed again", async () => {
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

  it("the outcome in a record's news is found beside it, in one read of one item for a creation", async () => {
    const news = [auditEvent(2), auditEvent(1)];
    const items = [toRecordItem({ record: credential(), news }, null)];
    const { table, calls } = tableThat(() => ({ Responses: { table: items } }));
    const reader = dynamodbCredentialReader(table, recordingLogger());
    const expected = { credential: credential(), event: auditEvent(1) };
    expect(await reader.findCommandState({ ...reference, creates: true })).toEqual(expected);
    expect(calls[0]?.input.RequestItems.table.Keys).toHaveLength(1);
    expect(await reader.findCommandState(reference)).toEqual(expected);
    expect(calls).toHaveLength(2);
  });

  it("a creation's outcome is looked for in outbox and log once something else is in its record", async () => {
    const record = toRecordItem({ record: credential({ version: 2 }), news: [auditEvent(2)] }, null);
    for (const outcome of [toEventItem(auditEvent(1)), toOutboxItem(auditEvent(1))]) {
      const { table, calls } = tableThat(({ RequestItems }) => ({
        Responses: { table: RequestItems.table.Keys.length === 1 ? [record] : [record, outcome] },
      }));
      const reader = dynamodbCredentialReader(table, recordingLogger());
      const { event } = await reader.findCommandState({ ...reference, creates: true });
      expect(event).toEqual(auditEvent(1));
      expect(calls).toHaveLength(2);
    }
  });

  it("the events of a credential are those of its log and of its news, each once, and no stranger's", async () => {
    const stranger = auditEvent(4, { credential_id: credentialId(9) });
    const own = (n: number) => auditEvent(n, { credential_id: credentialId(1) });
    const record = { record: credential(), news: [own(2), stranger, own(3)] };
    const { client } = fakeClient<DynamoDBClient>({
      BatchGetItemCommand: () => ({ Responses: { table: [toRecordItem(record, null)] } }),
      QueryCommand: () => ({ Items: [own(1), own(2)].map(toEventItem) }),
    });
    const reader = dynamodbCredentialReader({ client, name: "table" }, recordingLogger());
    const events = await reader.listEvents(credentialId(1));
    expect(events.map(({ id }) => id).toSorted()).toEqual([1, 2, 3].map(commandId).toSorted());
  });

  it("no read asks for ciphertext or a wrapped key, which a door's role may not read", async () => {
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
