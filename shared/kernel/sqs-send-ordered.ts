import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { callAws } from "./call-aws.ts";
import { sqsMessageBody } from "./sqs-message-body.ts";

/** A message for a FIFO queue. */
export interface OrderedMessage {
  readonly content: object;
  /** Messages of one group arrive in order, one after the other. */
  readonly group: string;
  /** SQS drops a second message with the same id within five minutes. */
  readonly deduplicationId: string;
}

/**
 * Resolves once the message is durably queued.
 * @throws KeyferryError `unavailable` if it may not be queued.
 */
export async function sqsSendOrdered(
  client: SQSClient,
  queueUrl: string,
  { content, group, deduplicationId }: OrderedMessage,
): Promise<void> {
  const message = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: sqsMessageBody(content),
    MessageGroupId: group,
    MessageDeduplicationId: deduplicationId,
  });
  await callAws("sqs:SendMessage", () => client.send(message));
}
