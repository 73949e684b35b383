import { randomUUID } from "node:crypto";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createSealer, fetchIntakeKey } from "keyferry/seal";

const { KEYFERRY_URL, IMPORT_QUEUE_URL, WORKSPACE_ID, PROVIDER_KEY } = process.env;

// Anyone may have the intake key, and only the worker can open what it seals. Keep the sealer for many keys.
const seal = createSealer(await fetchIntakeKey(KEYFERRY_URL));

// One row of an import. Sending the same import_id and row again changes nothing.
const binding = { workspace_id: WORKSPACE_ID, provider: "openai" };
const message = {
  version: 1,
  type: "credential.import",
  import_id: randomUUID(),
  row: 1,
  total_rows: 1,
  ...binding,
  sealed_key: seal(PROVIDER_KEY, binding),
  settings: { name: "From keyferry/seal" },
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
