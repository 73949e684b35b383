import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from "aws-lambda";
import { z } from "zod";

/*
 * The door of the tutorial's pipeline with keyferry's promises, each by the book: the key is encrypted before it is queued, a
 * repeated request has the id of the first, and the caller waits for the outcome, which is looked for at fixed intervals.
 */

const logger = new Logger({ serviceName: "api" });
const sqs = new SQSClient({});
const kms = new KMSClient({});
const dynamodb = new DynamoDBClient({});

const PAUSE_MS = 50;
const LOOKS = 80;

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
  const { key, ...settings } = body.data;
  const id = createHash("sha256")
    .update(String(event.headers.authorization))
    .update(event.headers["idempotency-key"] ?? String(event.body))
    .digest("hex");
  const { CiphertextBlob = new Uint8Array() } = await kms.send(
    new EncryptCommand({
      KeyId: process.env.VAULT_KEY_ID,
      Plaintext: Buffer.from(key),
      EncryptionContext: { queued: id },
    }),
  );
  const sealed = Buffer.from(CiphertextBlob).toString("base64");
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: process.env.COMMAND_QUEUE_URL,
      MessageBody: JSON.stringify({ id, sealed, ...settings }),
      MessageGroupId: id,
      MessageDeduplicationId: id,
    }),
  );
  for (let look = 0; look < LOOKS; look += 1) {
    await pause(PAUSE_MS);
    const { Item } = await dynamodb.send(
      new GetItemCommand({
        TableName: process.env.TABLE_NAME,
        Key: { pk: { S: `EVENT#${id}` }, sk: { S: "created" } },
        ConsistentRead: true,
      }),
    );
    if (Item === undefined) continue;
    logger.info("created", { id });
    return { statusCode: 201, body: JSON.stringify({ data: { id, ...settings } }) };
  }
  logger.info("queued", { id });
  return { statusCode: 202, body: JSON.stringify({ data: { id } }) };
};
