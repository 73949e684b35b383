import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { callAws } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { once } from "../kernel/once.ts";
import { sqsBatches } from "../kernel/sqs-batches.ts";
import type { DeadLetter, DeadLetters } from "./ports.ts";

const WAIT_SECONDS = 2;

/** The dead letters of a queue, found through the queue's own redrive policy. */
export function sqsDeadLetters(client: SQSClient, queueUrl: string): DeadLetters {
  const deadLetterUrl = once(() => findDeadLetterQueue(client, queueUrl));
  return {
    async count() {
      const AttributeNames = ["ApproximateNumberOfMessages" as const];
      const QueueUrl = await deadLetterUrl();
      const { Attributes } = await callAws("sqs:GetQueueAttributes", () =>
        client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames })),
      );
      return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    },

    async receive(most) {
      const request = {
        QueueUrl: await deadLetterUrl(),
        MaxNumberOfMessages: most,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ["MessageGroupId" as const, "MessageDeduplicationId" as const],
      };
      const { Messages = [] } = await callAws("sqs:ReceiveMessage", () =>
        client.send(new ReceiveMessageCommand(request)),
      );
      return Messages.map(toLetter);
    },

    async sendBack(letters) {
      const entries = letters.map(({ id, body, group }, index) => ({
        Id: String(index),
        MessageBody: body,
        ...(group !== undefined && { MessageGroupId: group }),
        // The message may have been sent under its own id minutes ago: with that id, a FIFO queue would drop
        // it as a duplicate. Its id as a dead letter is the same if it must be sent back again, as its removal failed.
        ...(queueUrl.endsWith(".fifo") && { MessageDeduplicationId: id }),
      }));
      // One after the other, so that letters of one group stay in their order.
      for (const Entries of sqsBatches(entries)) {
        const { Failed = [] } = await callAws("sqs:SendMessageBatch", () =>
          client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
        );
        if (Failed.length > 0)
          throw new KeyferryError("unavailable", "sqs:SendMessageBatch did not take all messages");
      }
    },

    async remove(letters) {
      const QueueUrl = await deadLetterUrl();
      const Entries = letters.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
      await callAws("sqs:DeleteMessageBatch", () =>
        client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
      );
    },
  };
}

const toLetter = ({ MessageId = "", Body = "", ReceiptHandle = "", Attributes }: Message): DeadLetter => ({
  id: MessageId,
  body: Body,
  group: Attributes?.MessageGroupId,
  receipt: ReceiptHandle,
});

async function findDeadLetterQueue(client: SQSClient, queueUrl: string): Promise<string> {
  const { Attributes } = await callAws("sqs:GetQueueAttributes", () =>
    client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["RedrivePolicy"] })),
  );
  const { deadLetterTargetArn } = JSON.parse(Attributes?.RedrivePolicy ?? "{}");
  const QueueName = String(deadLetterTargetArn ?? "")
    .split(":")
    .at(-1);
  if (!QueueName) throw new KeyferryError("not_found", "the queue has no dead-letter queue");
  const { QueueUrl = "" } = await callAws("sqs:GetQueueUrl", () =>
    client.send(new GetQueueUrlCommand({ QueueName })),
  );
  return QueueUrl;
}
