import { createPublicKey } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { dynamodbImportReader } from "../../shared/imports/dynamodb-import-reader.ts";
import { type ImportResult, resultsOf } from "../../shared/imports/get-import.ts";
import type { ImportMessage } from "../../shared/imports/import-message.ts";
import { sqsImportQueue } from "../../shared/imports/sqs-import-queue.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import type { IntakePublicKey } from "../../shared/sealing/seal-session.ts";
import { apiClient } from "../api-client.ts";
import { findDeployment } from "../deployment.ts";
import type { Settings } from "../settings.ts";

/** Where rows go and outcomes come from: the import queue itself, or the HTTP API. */
export interface ImportTarget {
  readonly kind: "queue" | "api";
  /** Names the deployment, for what is remembered of it on this machine. */
  readonly name: string;
  readonly publicKey: IntakePublicKey;
  /** Rows that go together at best. */
  readonly batchSize: number;
  /** Batches on their way at a time. */
  readonly parallel: number;
  send(messages: readonly ImportMessage[]): Promise<void>;
  counts(importId: string): Promise<{ readonly created: number; readonly rejected: number }>;
  /** What is settled so far, in no particular order. */
  results(importId: string): AsyncIterable<readonly ImportResult[]>;
}

const sleep = (milliseconds: number): Promise<void> => pause(milliseconds);

/** With AWS credentials: straight to the queue, ten rows a call, and the outcomes straight from the table. */
export async function queueTarget(settings: Settings): Promise<ImportTarget> {
  const { importQueueUrl, intakeKeyId, kms, sqs, table } = await findDeployment(settings);
  const queue = sqsImportQueue(sqs, importQueueUrl, sleep);
  const reader = dynamodbImportReader(table);
  return {
    kind: "queue",
    name: importQueueUrl,
    publicKey: await kmsIntakeKey(kms, intakeKeyId).publicKey(),
    batchSize: 10,
    parallel: 8,
    send: queue.send,
    async counts(importId) {
      const { tallies } = await reader.read(importId);
      const created = tallies.reduce((sum, tally) => sum + tally.created_rows.length, 0);
      return { created, rejected: tallies.reduce((sum, tally) => sum + tally.failures.length, 0) };
    },
    async *results(importId) {
      const { tallies } = await reader.read(importId);
      yield tallies.flatMap(resultsOf);
    },
  };
}

/** With a management key: through the HTTP API, some hundred rows a request. */
export async function apiTarget(settings: Settings): Promise<ImportTarget> {
  const call = await apiClient(settings);
  const { kid, ...jwk } = await call({ path: "/byok/public-key" });
  return {
    kind: "api",
    name: settings.apiUrl ?? settings.stack ?? "",
    publicKey: { kid, key: createPublicKey({ key: jwk, format: "jwk" }) },
    batchSize: 250,
    parallel: 2,
    async send(messages) {
      const text = messages.map((message) => JSON.stringify(message)).join("\n");
      await call({ method: "POST", path: "/byok/imports", body: { type: "application/x-ndjson", text } });
    },
    async counts(importId) {
      const answer = await orNull(call({ path: `/byok/imports/${importId}` }));
      return { created: answer?.data.created ?? 0, rejected: answer?.data.rejected ?? 0 };
    },
    async *results(importId) {
      let cursor: string | undefined;
      do {
        const page = await call({ path: `/byok/imports/${importId}/results`, query: { cursor } });
        yield page.data as ImportResult[];
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
    },
  };
}

/** An import is not found before its first row is settled. */
const orNull = <T>(answer: Promise<T>): Promise<T | null> =>
  answer.catch((error: unknown) => {
    if (error instanceof KeyferryError && error.kind === "not_found") return null;
    throw error;
  });
