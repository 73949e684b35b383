import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { CommandQueue } from "../ports.ts";
import { callAws } from "./aws-errors.ts";

/** The FIFO queue of interactive commands: in order per credential, different credentials in parallel. */
export function sqsCommandQueue(client: SQSClient, queueUrl: string): CommandQueue {
  return {
    async send(command) {
      const message = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(command),
        MessageGroupId: command.credential_id,
        MessageDeduplicationId: command.id,
      });
      await callAws("sqs:SendMessage", () => client.send(message));
    },
  };
}
