import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { SQSHandler, SQSRecord } from "aws-lambda";
import { z } from "zod";

/*
 * The worker of a good tutorial: Powertools for the batch and the log, and for each message one KMS Encrypt,
 * one PutItem and one PutEvents. A crash between the last two loses an event; keys beyond 4,096 bytes fail.
 */

const logger = new Logger({ serviceName: "worker" });
const processor = new BatchProcessor(EventType.SQS);
const kms = new KMSClient({});
const dynamodb = new DynamoDBClient({});
const eventbridge = new EventBridgeClient({});

const messageSchema = z.object({
  id: z.uuid(),
  key: z.string().min(1),
  provider: z.string(),
  workspace_id: z.uuid().nullish(),
  name: z.string().nullish(),
});

async function processRecord(record: SQSRecord): Promise<void> {
  const { id, key, ...message } = messageSchema.parse(JSON.parse(record.body));
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({
      KeyId: process.env.VAULT_KEY_ID,
      Plaintext: Buffer.from(key),
      EncryptionContext: { id },
    }),
  );
  const created_at = new Date().toISOString();
  await dynamodb.send(
    new PutItemCommand({
      TableName: process.env.TABLE_NAME,
      Item: marshall(
        { pk: `CREDENTIAL#${id}`, sk: "CREDENTIAL", ...message, created_at, ciphertext: CiphertextBlob },
        { removeUndefinedValues: true },
      ),
    }),
  );
  await eventbridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: process.env.EVENT_BUS_NAME,
          Source: "naive",
          DetailType: "credential.created",
          Detail: JSON.stringify({ id, ...message, created_at }),
        },
      ],
    }),
  );
  logger.info("stored", { id });
}

export const handler: SQSHandler = async (event, context) =>
  processPartialResponse(event, processRecord, processor, { context });
