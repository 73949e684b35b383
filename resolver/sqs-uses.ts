import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { UseMessage } from "../shared/credentials/credential-use.ts";
import { callAws } from "../shared/kernel/call-aws.ts";

/** Sends uses to a queue for them: never to one that takes commands, which a router must have no right to send to. */
export const sqsUses = (client: SQSClient, queueUrl: string) => async (message: UseMessage) => {
  const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) });
  await callAws("sqs:SendMessage", () => client.send(command));
};
