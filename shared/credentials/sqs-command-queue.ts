import type { SQSClient } from "@aws-sdk/client-sqs";
import { sqsSendOrdered } from "../kernel/sqs-send-ordered.ts";
import type { CommandQueue } from "./ports.ts";

/** The FIFO queue of interactive commands: in order per credential, different credentials in parallel. */
export const sqsCommandQueue = (client: SQSClient, queueUrl: string): CommandQueue => ({
  send: (command) =>
    sqsSendOrdered(client, queueUrl, {
      content: command,
      group: command.credential_id,
      deduplicationId: command.id,
    }),
});
