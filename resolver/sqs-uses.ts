import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { callAws } from "../shared/kernel/call-aws.ts";
import type { UseMessage } from "./use-message.ts";

/** Sends uses to a queue for them: never to one that takes commands, which a router must have no right to send to. */
export const sqsUses = (client: SQSClient, queueUrl: string) => async (message: UseMessage) => {
  const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) });
  await callAws("sqs:SendMessage", () => client.send(command));
};
