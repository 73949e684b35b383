import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { dynamodbOutbox } from "../../../shared/audit/dynamodb-outbox.ts";
import { newOutboxEntry, toOutboxItem } from "../../../shared/audit/outbox-item.ts";
import type { OutboxEntry } from "../../../shared/audit/ports.ts";
import { toEventItem } from "../../../shared/credentials/event-item.ts";
import { OUTBOX_SHARDS } from "../../../shared/table/table-layout.ts";
import { auditEvent, commandId, credentialId } from "../../support/data/fixtures.ts";
import { type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { patience } from "../../support/fakes/patience.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const entries = (count: number): OutboxEntry[] =>
  Array.from({ length: count }, (_, n) => newOutboxEntry([auditEvent(n)], START.toISOString()));

const outboxOn = (answers: Record<string, (input: Call["input"]) => unknown>) => {
  const { client, calls } = fakeClient<DynamoDBClient>(answers);
  return {
    outbox: dynamodbOutbox({ client, name: "table", backoff: patience(10_000).backoff }, recordingLogger()),
    calls,
  };
};

async function listed(outbox: ReturnType<typeof dynamodbOutbox>): Promise<OutboxEntry[]> {
  const found: OutboxEntry[] = [];
  for await (const page of outbox.listBefore(START)) found.push(...page);
  return found;
}

describe("unpublished events", () => {
  it("the outbox is searched in every shard, consistently, up to the given time", async () => {
    const { outbox, calls } = outboxOn({ QueryCommand: () => ({ Items: [] }) });
    expect(await listed(outbox)).toEqual([]);
    const shards = calls.map(({ input }) => unmarshall(input.ExpressionAttributeValues)[":shard"]);
    expect(shards).toEqual(Array.from({ length: OUTBOX_SHARDS }, (_, shard) => `OUTBOX#${shard}`));
    expect(calls[0]?.input).toMatchObject({ ConsistentRead: true });
    expect(unmarshall(calls[0]?.input.ExpressionAttributeValues)[":before"]).toBe(START.toISOString());
  });

  it("a shard of the outbox is read to its last page", async () => {
    const [first, second] = entries(2).map(toOutboxItem);
    const { outbox } = outboxOn({
      QueryCommand: (input) => {
        if (unmarshall(input.ExpressionAttributeValues)[":shard"] !== "OUTBOX#3") return {};
        return input.ExclusiveStartKey === undefined
          ? { Items: [first], LastEvaluatedKey: { pk: { S: "next" } } }
          : { Items: [second] };
      },
    });
    expect((await listed(outbox)).map(({ position }) => position)).toEqual(
      entries(2).map((entry) => entry.position),
    );
  });

  it("the events of an outbox entry are read as whole events", async () => {
    const { outbox } = outboxOn({
      BatchGetItemCommand: () => ({ Responses: { table: [toEventItem(auditEvent())] } }),
    });
    expect(await outbox.readEvents([{ credential_id: credentialId(1), id: commandId(1) }])).toEqual([
      auditEvent(),
    ]);
  });
});

describe("published events", () => {
  it("the published entries are removed, at most 25 at a time", async () => {
    const { outbox, calls } = outboxOn({ BatchWriteItemCommand: () => ({}) });
    await outbox.remove(entries(60));
    expect(calls.map(({ input }) => input.RequestItems.table.length)).toEqual([25, 25, 10]);
    const removed = calls.flatMap(({ input }) =>
      input.RequestItems.table.map((write: Call["input"]) => unmarshall(write.DeleteRequest.Key).sk),
    );
    expect(removed).toEqual(entries(60).map(({ position }) => position));
  });

  it("the entries that DynamoDB left unprocessed are removed again", async () => {
    const { outbox, calls } = outboxOn({
      BatchWriteItemCommand: ({ RequestItems }) => ({
        UnprocessedItems: RequestItems.table.length > 1 ? { table: RequestItems.table.slice(1) } : {},
      }),
    });
    await outbox.remove(entries(3));
    expect(calls).toHaveLength(3);
  });

  it("the entries that DynamoDB leaves for good are an error and not passed over", async () => {
    const { outbox } = outboxOn({
      BatchWriteItemCommand: ({ RequestItems }) => ({ UnprocessedItems: RequestItems }),
    });
    await expect(outbox.remove(entries(1))).rejects.toMatchObject({ kind: "unavailable" });
  });
});
