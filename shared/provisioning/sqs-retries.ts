import { ChangeMessageVisibilityBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { inChunks } from "../kernel/in-chunks.ts";
import type { Retries, RetryRequest } from "./ports.ts";

/** SQS's limit for one ChangeMessageVisibilityBatch. */
const MAX_ENTRIES = 10;

/** Makes messages of a queue visible again after a while of their own, instead of the queue's visibility timeout. */
export const sqsRetries = (client: SQSClient): Retries => ({
  async schedule(queueUrl: string, requests: readonly RetryRequest[]) {
    for (const chunk of inChunks(requests, MAX_ENTRIES)) {
      const Entries = chunk.map(({ receipt, seconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receipt,
        VisibilityTimeout: seconds,
      }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
  },
});
