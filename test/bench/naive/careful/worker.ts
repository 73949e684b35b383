import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { Logger } from "@aws-lambda-powertools/logger";
import {
  DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { SQSHandler, SQSRecord } from "aws-lambda";
import { z } from "zod";

/*
 * The worker of the tutorial's pipeline with keyferry's promises: it decrypts what the door encrypted, encrypts it for the
 * credential, and writes credential and event in one transaction, which fails for what was written before.
 */

const logger = new Logger({ serviceName: "worker" });
const processor = new BatchProcessor(EventType.SQS);
const kms = new KMSClient({});
const dynamodb = new DynamoDBClient({});

const messageSchema = z.object({
  id: z.string(),
  sealed: z.base64(),
  provider: z.string(),
  workspace_id: z.uuid().nullish(),
  name: z.string().nullish(),
});

async function processRecord(record: SQSRecord): Promise<void> {
  const { id, sealed, ...message } = messageSchema.parse(JSON.parse(record.body));
  const KeyId = process.env.VAULT_KEY_ID;
  const { Plaintext } = await kms.send(
    new DecryptCommand({
      KeyId,
      CiphertextBlob: Buffer.from(sealed, "base64"),
      EncryptionContext: { queued: id },
    }),
  );
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({ KeyId, Plaintext, EncryptionContext: { id } }),
  );
  const created_at = new Date().toISOString();
  const workspace = message.workspace_id ?? "global";
  const items = [
    {
      pk: `CREDENTIAL#${id}`,
      sk: "CREDENTIAL",
      workspace,
      position: `${created_at}#${id}`,
      ...message,
      created_at,
      ciphertext: CiphertextBlob,
    },
    { pk: `EVENT#${id}`, sk: "created", ...message, created_at },
  ];
  try {
    await dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: items.map((item) => ({
          Put: {
            TableName: process.env.TABLE_NAME,
            Item: marshall(item, { removeUndefinedValues: true }),
            ConditionExpression: "attribute_not_exists(pk)",
          },
        })),
      }),
    );
  } catch (error) {
    const isStored =
      error instanceof TransactionCanceledException &&
      error.CancellationReasons?.some(({ Code }) => Code === "ConditionalCheckFailed");
    if (!isStored) throw error;
  }
  logger.info("stored", { id });
}

export const handler: SQSHandler = async (event, context) =>
  processPartialResponse(event, processRecord, processor, { context });
