import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { KeyUses } from "../access/ports.ts";
import { callAws } from "../kernel/call-aws.ts";
import { sqsMessageBody } from "../kernel/sqs-message-body.ts";
import type { CommandQueue } from "./ports.ts";

/** The FIFO queue of interactive commands: in order per credential, different credentials in parallel. */
export function sqsCommandQueue(client: SQSClient, queueUrl: string): CommandQueue {
  return {
    async send(content) {
      const message = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: sqsMessageBody(content),
        MessageGroupId: content.credential_id,
        MessageDeduplicationId: content.id,
      });
      await callAws("sqs:SendMessage", () => client.send(message));
    },
  };
}

/** The same queue; uses of one management key are a group of their own, and hold up no credential. */
export function sqsKeyUses(client: SQSClient, queueUrl: string): KeyUses {
  return {
    async report(use) {
      const message = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: sqsMessageBody(use),
        MessageGroupId: use.management_key_id,
        MessageDeduplicationId: `${use.management_key_id}-${use.used_at}`.replaceAll(/[^\w-]/g, "_"),
      });
      await callAws("sqs:SendMessage", () => client.send(message));
    },
  };
}
