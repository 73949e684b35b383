import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { clientConfig } from "../../../infra/local/aws-environment.ts";
import { dynamodbCredentialReader } from "../../../shared/adapters/dynamodb-credential-reader.ts";
import { kmsIntakeKey } from "../../../shared/adapters/kms-intake-key.ts";
import { sealSession } from "../../../shared/crypto/seal-session.ts";
import { importCommand } from "../process/events.ts";
import type { Stage } from "./deploy.ts";

export interface ImportRun {
  readonly rows: number;
  /** From the first row sent to the last row committed. */
  readonly seconds: number;
  readonly rowsPerSecond: number;
}

/** Entries that SQS takes in one SendMessageBatch, and batches that the producer has on their way at a time. */
const SENT_TOGETHER = 10;
const PARALLEL = 4;

/**
 * Imports so many rows into a workspace of their own, and waits until all are committed. The producer is as simple as
 * one can be: seal, send ten at a time.
 */
export async function measureImport({ deployment }: Stage, rows: number): Promise<ImportRun> {
  const config = { ...clientConfig(deployment.awsEndpoint), useQueueUrlAsEndpoint: false };
  const sqs = new SQSClient(config);
  const reader = dynamodbCredentialReader({ client: new DynamoDBClient(config), name: deployment.tableName });
  const intakeKey = kmsIntakeKey(new KMSClient(config), deployment.intakeKeyId);
  const seal = sealSession(await intakeKey.publicKey(), () => new Date());
  const workspaceId = crypto.randomUUID();

  const start = performance.now();
  let sent = 0;
  const produce = async (): Promise<void> => {
    while (sent < rows) {
      const count = Math.min(SENT_TOGETHER, rows - sent);
      sent += count;
      const Entries = Array.from({ length: count }, (_, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(importCommand(seal, workspaceId)),
        MessageGroupId: workspaceId,
      }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: deployment.importQueueUrl, Entries }));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, produce));
  while (!(await isEmpty(sqs, deployment.importQueueUrl))) await pause(100);
  const seconds = (performance.now() - start) / 1000;
  const committed = (await reader.list(workspaceId)).length;
  if (committed !== rows) throw new Error(`${committed} of ${rows} rows were committed`);
  return { rows, seconds, rowsPerSecond: rows / seconds };
}

async function isEmpty(sqs: SQSClient, QueueUrl: string): Promise<boolean> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return Object.values(Attributes).every((count) => count === "0");
}
