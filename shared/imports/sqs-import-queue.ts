import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { callAws } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { forEachConcurrently } from "../kernel/for-each-concurrently.ts";
import type { Sleep } from "../kernel/ports.ts";
import { sqsBatches } from "../kernel/sqs-batches.ts";
import { sqsMessageBody } from "../kernel/sqs-message-body.ts";
import { toWorkspaceName } from "../kernel/workspace.ts";
import type { ImportBatch } from "./import-batch.ts";
import type { ImportMessage } from "./import-message.ts";
import { packRows } from "./pack-rows.ts";
import type { ImportQueue } from "./ports.ts";

/** The most concurrent batches. */
const MAX_PARALLEL = 5;
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 100;

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
}

/**
 * The import queue. It is a standard queue, with fair delivery by message group, which is the workspace. Rows share messages
 * where they can.
 */
export function sqsImportQueue(client: SQSClient, queueUrl: string, sleep: Sleep): ImportQueue {
  const sendBatch = async (batch: readonly Entry[]): Promise<void> => {
    let pending = batch;
    for (let attempt = 1; ; attempt += 1) {
      const Entries = [...pending];
      const { Failed = [] } = await callAws("sqs:SendMessageBatch", () =>
        client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
      );
      if (Failed.length === 0) return;
      if (Failed.some(({ SenderFault }) => SenderFault)) {
        throw new KeyferryError("payload_too_large", "the queue does not take a message of this size");
      }
      if (attempt === MAX_ATTEMPTS) throw new KeyferryError("unavailable", "sqs:SendMessageBatch failed");
      const failed = new Set(Failed.map(({ Id }) => Id));
      pending = pending.filter(({ Id }) => failed.has(Id));
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  };

  return {
    async send(messages) {
      await forEachConcurrently(sqsBatches(packRows(messages).map(toEntry)), MAX_PARALLEL, sendBatch);
    },
  };
}

const toEntry = (message: ImportMessage | ImportBatch, index: number): Entry => ({
  Id: String(index),
  MessageBody: sqsMessageBody(message),
  MessageGroupId: toWorkspaceName(message.workspace_id),
});
