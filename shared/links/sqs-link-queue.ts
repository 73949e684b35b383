import type { SQSClient } from "@aws-sdk/client-sqs";
import { sqsSendOrdered } from "../kernel/sqs-send-ordered.ts";
import type { LinkQueue } from "./ports.ts";

/** The command queue, on which the commands of each link are in order. */
export const sqsLinkQueue = (client: SQSClient, queueUrl: string): LinkQueue => ({
  send: (command) =>
    sqsSendOrdered(client, queueUrl, {
      content: command,
      group: command.link_id,
      deduplicationId: command.id,
    }),
});
