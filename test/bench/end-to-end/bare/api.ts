import { randomUUID } from "node:crypto";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from "aws-lambda";

/*
 * The first hop of the floor under "POST to 201". It queues the body and answers when the second hop has
 * received it. The two meet at an address outside AWS, because a bare pipeline has no table to meet at.
 */

const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

export const handler = async ({ body }: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> => {
  const id = randomUUID();
  // Logs at once: for an invocation that has logged nothing by its end, the emulator waits 50 ms.
  console.log(JSON.stringify({ code: "asked", id }));
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: process.env.QUEUE_URL,
      MessageBody: JSON.stringify({ id, body }),
      MessageGroupId: id,
      MessageDeduplicationId: id,
    }),
  );
  await fetch(`${process.env.MEETING_POINT}/${id}`);
  return { statusCode: 201, body: JSON.stringify({ id }) };
};
