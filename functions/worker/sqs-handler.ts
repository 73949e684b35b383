import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { CommandMessage } from "../../shared/provisioning/provision-credentials.ts";
import { type SettleDependencies, settleMessages } from "../../shared/provisioning/settle-messages.ts";

/**
 * A Lambda handler for both queues: answers each record with its own verdict, so that one cannot fail another.
 * @param importQueueArn tells the queue of import messages from that of commands.
 */
export const sqsHandler =
  (dependencies: SettleDependencies, importQueueArn: string) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const verdicts = await settleMessages(
      Records.map((record) => toMessage(record, importQueueArn)),
      dependencies,
    );
    const unfinished = Records.filter((_, index) => verdicts[index] === "retry");
    return { batchItemFailures: unfinished.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

const toMessage = (
  { messageId, body, attributes, eventSourceARN }: SQSRecord,
  importQueueArn: string,
): CommandMessage => ({
  messageId,
  body,
  redelivered: attributes.ApproximateReceiveCount !== "1",
  queue: eventSourceARN === importQueueArn ? "imports" : "commands",
});
