import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dynamodbOutbox } from "../../../shared/audit/dynamodb-event-log.ts";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { outboxKey, toOutboxItem } from "../../../shared/credentials/event-item.ts";
import { OUTBOX_SHARDS } from "../../../shared/table/table-layout.ts";
import { auditEvent } from "../../support/data/fixtures.ts";
import { type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { patience } from "../../support/fakes/patience.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const LATER = new Date(START.getTime() + 1);

const events = (count: number): AuditEvent[] =>
  Array.from({ length: count }, (_, n) => ({ ...auditEvent(n), time: START.toISOString() }));

const outboxOn = (answers: Record<string, (input: Call["input"]) => unknown>) => {
  const { client, calls } = fakeClient<DynamoDBClient>(answers);
  return {
    outbox: dynamodbOutbox({ client, name: "table", backoff: patience(10_000).backoff }, recordingLogger()),
    calls,
  };
};

async function listed(outbox: ReturnType<typeof dynamodbOutbox>): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  for await (const page of outbox.listBefore(LATER)) found.push(...page);
  return found;
}

describe("unpublished events", () => {
  it("the outbox is searched in every shard, consistently", async () => {
    const { outbox, calls } = outboxOn({ QueryCommand: () => ({ Items: [] }) });
    expect(await listed(outbox)).toEqual([]);
    const shards = calls.map(({ input }) => unmarshall(input.ExpressionAttributeValues)[":shard"]);
    expect(shards).toEqual(Array.from({ length: OUTBOX_SHARDS }, (_, shard) => `OUTBOX#${shard}`));
    expect(calls[0]?.input).toMatchObject({ ConsistentRead: true });
  });

  it("a shard of the outbox is read to its last page", async () => {
    const [first, second] = events(2).map(toOutboxItem);
    const { outbox } = outboxOn({
      QueryCommand: (input) => {
        if (unmarshall(input.ExpressionAttributeValues)[":shard"] !== "OUTBOX#3") return {};
        return input.ExclusiveStartKey === undefined
          ? { Items: [first], LastEvaluatedKey: { pk: { S: "next" } } }
          : { Items: [second] };
      },
    });
    expect(await listed(outbox)).toEqual(events(2));
  });

  it("an event of that time or later is left out", async () => {
    const young = { ...auditEvent(3), time: LATER.toISOString() };
    const { outbox } = outboxOn({
      QueryCommand: (input) =>
        unmarshall(input.ExpressionAttributeValues)[":shard"] === "OUTBOX#3"
          ? { Items: [...events(1), young].map(toOutboxItem) }
          : {},
    });
    expect(await listed(outbox)).toEqual(events(1));
  });

  it("an event in the outbox lies in one of the shards, and many lie in all of them", () => {
    const shards = new Set<string | undefined>();
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const shard = outboxKey({ id }).pk?.S;
        shards.add(shard);
        return /^OUTBOX#\d+$/.test(shard ?? "");
      }),
      { numRuns: 500 },
    );
    expect(shards.size).toBe(OUTBOX_SHARDS);
  });

  it("an addition overwrites nothing, and tells what is not there", async () => {
    const { outbox, calls } = outboxOn({
      BatchExecuteStatementCommand: () => ({
        Responses: [{}, { Error: { Code: "DuplicateItem" } }, { Error: { Code: "AccessDenied" } }],
      }),
    });
    expect(await outbox.add(events(3))).toEqual(events(3).slice(2));
    expect(calls[0]?.input.Statements[0].Statement).toMatch(/^INSERT INTO "table" VALUE \{'pk': \?,/);
  });
});

describe("published events", () => {
  it("the published events are removed, at most 25 at a time", async () => {
    const { outbox, calls } = outboxOn({ BatchWriteItemCommand: () => ({}) });
    await outbox.remove(events(60));
    expect(calls.map(({ input }) => input.RequestItems.table.length)).toEqual([25, 25, 10]);
    const removed = calls.flatMap(({ input }) =>
      input.RequestItems.table.map((write: Call["input"]) => unmarshall(write.DeleteRequest.Key).sk),
    );
    expect(removed).toEqual(events(60).map(({ id }) => id));
  });

  it("the events that DynamoDB left unprocessed are removed again", async () => {
    const { outbox, calls } = outboxOn({
      BatchWriteItemCommand: ({ RequestItems }) => ({
        UnprocessedItems: RequestItems.table.length > 1 ? { table: RequestItems.table.slice(1) } : {},
      }),
    });
    await outbox.remove(events(3));
    expect(calls).toHaveLength(3);
  });

  it("the events that DynamoDB leaves for good are an error and not passed over", async () => {
    const { outbox } = outboxOn({
      BatchWriteItemCommand: ({ RequestItems }) => ({ UnprocessedItems: RequestItems }),
    });
    await expect(outbox.remove(events(1))).rejects.toMatchObject({ kind: "unavailable" });
  });
});
