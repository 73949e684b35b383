import { setTimeout as pause } from "node:timers/promises";
import { KMSClient } from "@aws-sdk/client-kms";
import {
  importAnswerSchema,
  importPageSchema,
  importResultPageSchema,
  queuedRowsSchema,
} from "../../shared/imports/answers.ts";
import { dynamodbImportReader } from "../../shared/imports/dynamodb-import-reader.ts";
import { type ImportResult, resultsOf } from "../../shared/imports/get-import.ts";
import { summarise } from "../../shared/imports/import-job.ts";
import { type ImportMessage, MAX_ROWS_TOGETHER } from "../../shared/imports/import-message.ts";
import { countRows, type OutcomeCounts } from "../../shared/imports/rows-once.ts";
import { sqsImportQueue } from "../../shared/imports/sqs-import-queue.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { toWorkspaceName } from "../../shared/kernel/workspace.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import type { IntakePublicKey } from "../../shared/sealing/seal-session.ts";
import { apiClient } from "../api-client.ts";
import { sqsClient, tableOf } from "../aws-clients.ts";
import { findDeployment } from "../deployment.ts";
import { fetchIntakeKey } from "../intake-key.ts";
import type { CliSettings } from "../settings.ts";

/** An import that a deployment lists. */
export interface RecentImport {
  readonly id: string;
  readonly started_at: string;
  readonly total_rows: number | null;
}

/** Where rows go and outcomes come from: the import queue itself, or the HTTP API. */
export interface ImportTarget {
  readonly kind: "queue" | "api";
  readonly publicKey: IntakePublicKey;
  /** The most rows in one batch. */
  readonly batchSize: number;
  /** How many batches are sent at a time. */
  readonly parallel: number;
  send(messages: readonly ImportMessage[]): Promise<void>;
  /** The rows that have an outcome so far, each once. */
  counts(importId: string): Promise<OutcomeCounts>;
  /** The newest imports into a workspace, null for global. An import is listed as soon as one of its rows has an outcome. */
  recent(workspaceId: string | null): Promise<readonly RecentImport[]>;
  /** The same rows with their outcomes, in no particular order, and some perhaps twice. */
  results(importId: string): AsyncIterable<readonly ImportResult[]>;
}

/** Each costs a query. */
const RECENT = 10;

const sleep = (milliseconds: number): Promise<void> => pause(milliseconds);

/** Ten messages of 25 rows: as much as one call takes. */
const ROWS_PER_CALL = 10 * MAX_ROWS_TOGETHER;

/** With AWS credentials: straight to the queue, 250 rows a call, and the outcomes straight from the table. */
export async function queueTarget(settings: CliSettings): Promise<ImportTarget> {
  const deployment = await findDeployment(settings);
  const { aws, output } = deployment;
  const queueUrl = output("importQueueUrl");
  const queue = sqsImportQueue(sqsClient(aws), queueUrl, sleep);
  const reader = dynamodbImportReader(tableOf(deployment));
  return {
    kind: "queue",
    publicKey: await kmsIntakeKey(new KMSClient(aws), output("intakeKeyId")).publicKey(),
    batchSize: ROWS_PER_CALL,
    parallel: 4,
    send: queue.send,
    counts: (importId) => countRows(reader.pages(importId)),
    async recent(workspaceId) {
      const listed = await reader.list(workspaceId, { limit: RECENT, before: undefined });
      const imports = await Promise.all(listed.map(({ import_id }) => reader.listJobs(import_id)));
      return imports.flatMap((jobs) => summarise(jobs, []) ?? []);
    },
    async *results(importId) {
      for await (const { tallies } of reader.pages(importId)) yield tallies.flatMap(resultsOf);
    },
  };
}

/** With a management key: through the HTTP API, 250 rows a request. */
export async function apiTarget(settings: CliSettings): Promise<ImportTarget> {
  const callApi = await apiClient(settings);
  return {
    kind: "api",
    publicKey: await fetchIntakeKey(callApi),
    batchSize: 250,
    parallel: 2,
    async send(messages) {
      const text = messages.map((message) => JSON.stringify(message)).join("\n");
      const body = { type: "application/x-ndjson", text };
      await callApi({ method: "POST", path: "/byok/imports", body }, queuedRowsSchema);
    },
    async counts(importId) {
      const answer = await orNull(callApi({ path: `/byok/imports/${importId}` }, importAnswerSchema));
      const { created = 0, rejected = 0, skipped = 0 } = answer?.data ?? {};
      return { created, rejected, skipped };
    },
    async recent(workspaceId) {
      const query = { workspace_id: toWorkspaceName(workspaceId), limit: RECENT };
      return (await callApi({ path: "/byok/imports", query }, importPageSchema)).data;
    },
    async *results(importId) {
      const path = `/byok/imports/${importId}/results`;
      let cursor: string | undefined;
      do {
        const page = await orNull(callApi({ path, query: { cursor } }, importResultPageSchema));
        yield page?.data ?? [];
        cursor = page?.next_cursor ?? undefined;
      } while (cursor !== undefined);
    },
  };
}

/** An import is not found until its first row has an outcome. */
const orNull = <T>(answer: Promise<T>): Promise<T | null> =>
  answer.catch((error: unknown) => {
    if (error instanceof KeyferryError && error.kind === "not_found") return null;
    throw error;
  });
