import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { handleBatch, type WorkerDependencies } from "../../shared/provisioning/handle-batch.ts";
import type { Message } from "../../shared/provisioning/parse-message.ts";

/**
 * A Lambda handler for both queues. It reports each record's own verdict, so that one failure does not fail
 * the others.
 * @param importQueueArn tells import messages from commands.
 */
export const sqsHandler =
  (dependencies: WorkerDependencies, importQueueArn: string) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const verdicts = await handleBatch(
      Records.map((record) => toMessage(record, importQueueArn)),
      dependencies,
    );
    const unfinished = Records.filter((_, index) => verdicts[index] === "retry");
    return { batchItemFailures: unfinished.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

const toMessage = (
  { messageId, body, attributes, eventSourceARN }: SQSRecord,
  importQueueArn: string,
): Message => ({
  messageId,
  body,
  redelivered: attributes.ApproximateReceiveCount !== "1",
  queue: eventSourceARN === importQueueArn ? "imports" : "commands",
});
