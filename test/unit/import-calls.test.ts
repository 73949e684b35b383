import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { BATCH } from "../../infra/sizing.ts";
import { dynamodbEventLog, dynamodbOutbox } from "../../shared/audit/dynamodb-event-log.ts";
import { eventsIn } from "../../shared/audit/dynamodb-record-news.ts";
import { eventbridgeEventBus } from "../../shared/audit/eventbridge-event-bus.ts";
import { publishFromStream } from "../../shared/audit/publish-events.ts";
import type { ImportMessage } from "../../shared/imports/import-message.ts";
import { sqsImportQueue } from "../../shared/imports/sqs-import-queue.ts";
import { Secret } from "../../shared/kernel/secret.ts";
import { dynamodbLedger } from "../../shared/provisioning/dynamodb-ledger.ts";
import { handleBatch } from "../../shared/provisioning/handle-batch.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import { sealSession } from "../../shared/sealing/seal-session.ts";
import { dynamodbFingerprintKey } from "../../shared/vault/dynamodb-fingerprint-key.ts";
import { rawKey, WORKSPACE } from "../support/data/fixtures.ts";
import { insertedBy } from "../support/data/inserted-item.ts";
import { type Call, fakeClient } from "../support/fakes/fake-client.ts";
import { INTAKE_KEY_ID } from "../support/fakes/local-kms.ts";
import { START } from "../support/fakes/manual-clock.ts";
import { toMessage, workerWorld } from "../support/worlds/worker-world.ts";

const ROWS = 1_000;

/** DynamoDB as far as it takes for rows that are new: it keeps what it is given, and answers with that. */
function memoryDynamodb() {
  const items = new Map<string, Call["input"]>();
  const nameOf = ({ pk, sk }: Call["input"]) => `${pk.S}/${sk.S}`;
  return fakeClient<DynamoDBClient>({
    BatchExecuteStatementCommand: ({ Statements }) => {
      for (const item of Statements.map(insertedBy)) items.set(nameOf(item), item);
      return { Responses: Statements.map(() => ({})) };
    },
    BatchGetItemCommand: ({ RequestItems }) => ({
      Responses: {
        table: RequestItems.table.Keys.flatMap((key: Call["input"]) => items.get(nameOf(key)) ?? []),
      },
    }),
  });
}

it("a row of an import costs these calls of AWS services, from producer to event bus", async () => {
  const world = workerWorld();
  const { kms, clock, log } = world;
  const sqs = fakeClient<SQSClient>({ SendMessageBatchCommand: () => ({}) });
  const dynamodb = memoryDynamodb();
  const table = { client: dynamodb.client, name: "table" };
  const bus = fakeClient<EventBridgeClient>({ PutEventsCommand: () => ({ FailedEntryCount: 0 }) });

  const intakeKey = kmsIntakeKey(kms.client, INTAKE_KEY_ID);
  const seal = sealSession(await intakeKey.publicKey(), clock.now);
  const binding = { workspace_id: WORKSPACE, provider: "openai" };
  const messages = Array.from(
    { length: ROWS },
    (_, index): ImportMessage => ({
      version: 1,
      type: "credential.import",
      import_id: "e0000000-0000-4000-8000-000000000001",
      row: index + 1,
      ...binding,
      sealed_key: seal(new Secret(rawKey(index)), binding),
      requested_at: START.toISOString(),
    }),
  );
  await sqsImportQueue(sqs.client, "queue", clock.sleep).send(messages);
  const producer = { sqs: sqs.calls.length, kms: kms.calls.length };

  const { seals } = world.dependencies;
  const worker = {
    ...world.dependencies,
    ledger: dynamodbLedger(table, log),
    fingerprintKey: dynamodbFingerprintKey(table, { intakeKey, seals, now: clock.now, log }),
  };
  for (let start = 0; start < ROWS; start += BATCH.imports) {
    const batch = messages
      .slice(start, start + BATCH.imports)
      .map((message) => toMessage(message, false, "imports"));
    expect(await handleBatch(batch, worker)).toEqual(batch.map(() => "done"));
  }
  const workerCalls = dynamodb.calls.length + kms.calls.length - producer.kms;
  const kmsCalls = kms.calls.length;

  const records = dynamodb.calls
    .flatMap(({ input }) => (input.Statements ?? []).map(insertedBy))
    .filter((item) => item.pk.S.startsWith("CREDENTIAL#"))
    .map((NewImage) => ({ dynamodb: { NewImage } }));
  const before = dynamodb.calls.length;
  const relay = {
    bus: eventbridgeEventBus(bus.client, "bus", log),
    events: dynamodbEventLog(table, log),
    outbox: dynamodbOutbox(table, log),
    log,
  };
  for (let start = 0; start < ROWS; start += BATCH.stream) {
    await publishFromStream(eventsIn(records.slice(start, start + BATCH.stream), log), relay);
  }
  expect(bus.calls.flatMap(({ input }) => input.Entries)).toHaveLength(ROWS);
  const relayCalls = dynamodb.calls.length - before + bus.calls.length;

  const perRow = (calls: number) => calls / ROWS;
  const figures = {
    producer: perRow(producer.sqs + producer.kms),
    worker: perRow(workerCalls),
    relay: perRow(relayCalls),
    all: perRow(producer.sqs + producer.kms + workerCalls + relayCalls),
    kms: perRow(kmsCalls),
  };
  process.stdout.write(`calls per imported row: ${JSON.stringify(figures)}\n`);
  expect(figures.worker).toBeLessThanOrEqual(0.25);
  expect(figures.kms).toBeLessThanOrEqual(0.15);
  expect(figures.all).toBeLessThanOrEqual(0.5);
});
