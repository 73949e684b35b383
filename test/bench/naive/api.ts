import { randomUUID } from "node:crypto";
import { Logger } from "@aws-lambda-powertools/logger";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from "aws-lambda";
import { z } from "zod";

/*
 * The interactive door of a good tutorial: validate, queue, answer 202. The raw key travels on the queue,
 * nothing is idempotent, and the caller never learns the outcome.
 */

const logger = new Logger({ serviceName: "api" });
const sqs = new SQSClient({});

const bodySchema = z.object({
  key: z.string().min(1),
  provider: z.string(),
  workspace_id: z.uuid().optional(),
  name: z.string().max(255).nullish(),
});

export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> => {
  const body = bodySchema.safeParse(JSON.parse(event.body ?? "null"));
  if (!body.success) {
    return { statusCode: 400, body: JSON.stringify({ message: z.prettifyError(body.error) }) };
  }
  const id = randomUUID();
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: process.env.COMMAND_QUEUE_URL,
      MessageBody: JSON.stringify({ id, ...body.data }),
      MessageGroupId: id,
      MessageDeduplicationId: id,
    }),
  );
  logger.info("queued", { id });
  return { statusCode: 202, body: JSON.stringify({ id }) };
};
