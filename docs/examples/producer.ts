import { randomUUID } from "node:crypto";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CompactEncrypt, importJWK, type JWK } from "jose";

const { KEYFERRY_URL, IMPORT_QUEUE_URL, WORKSPACE_ID, PROVIDER_KEY } = process.env as Record<string, string>;

// 1. The intake public key: anyone may have it, and only the worker can open what it seals.
const jwk = (await (await fetch(`${KEYFERRY_URL}/byok/public-key`)).json()) as JWK & { kid: string };

// 2. Seal the key for one workspace and one provider: the header is authenticated, and the worker compares it.
const header = { alg: "RSA-OAEP-256", enc: "A256GCM", kid: jwk.kid };
const binding = { workspace_id: WORKSPACE_ID, provider: "openai" };
const sealed_key = await new CompactEncrypt(new TextEncoder().encode(PROVIDER_KEY))
  .setProtectedHeader({ ...header, ...binding })
  .encrypt(await importJWK(jwk, "RSA-OAEP-256"));

// 3. One row of an import. Sending the same import_id and row again changes nothing.
const message = {
  version: 1,
  type: "credential.import",
  import_id: randomUUID(),
  row: 1,
  total_rows: 1,
  ...binding,
  sealed_key,
  settings: { name: "From Node" },
  requested_at: new Date().toISOString(),
};
await new SQSClient({ useQueueUrlAsEndpoint: false }).send(
  new SendMessageCommand({
    QueueUrl: IMPORT_QUEUE_URL,
    MessageBody: JSON.stringify(message),
    MessageGroupId: WORKSPACE_ID,
  }),
);
console.log(message.import_id);
