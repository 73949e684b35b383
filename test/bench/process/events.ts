import { createHash, createPublicKey, randomUUID } from "node:crypto";
import { marshall } from "@aws-sdk/util-dynamodb";
import { BATCH } from "../../../infra/sizing.ts";
import type { ImportMessage } from "../../../shared/imports/import-message.ts";
import { packRows } from "../../../shared/imports/pack-rows.ts";
import { Secret } from "../../../shared/kernel/secret.ts";
import { type Seal, sealSession } from "../../../shared/sealing/seal-session.ts";
import { PARTITION_KEY, PREFIX, SORT_KEY } from "../../../shared/table/table-layout.ts";
import type { Change } from "../stub/dynamodb.ts";
import type { WireItem } from "../stub/item-size.ts";
import { STUB_INTAKE_KEY } from "../stub/kms.ts";

const TOKEN = "kf_mgmt_benchmarks-only-token";

/** As many as a worker gets commands at once: under load, each of them may be of another customer. */
export const WORKSPACES = Array.from(
  { length: BATCH.commands },
  (_, index) => `a0000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`,
);
export const [WORKSPACE = ""] = WORKSPACES;

/** A management key for {@link WORKSPACES}, as the table stores it. */
export const managementKeyItem = (): WireItem =>
  marshall({
    [PARTITION_KEY]: `${PREFIX.managementKey}${createHash("sha256").update(TOKEN).digest("hex")}`,
    [SORT_KEY]: "MANAGEMENT_KEY",
    id: "b0000000-0000-4000-8000-000000000001",
    name: "benchmark",
    workspaces: WORKSPACES,
    default_workspace_id: WORKSPACE,
    created_at: "2026-01-01T00:00:00.000Z",
  }) as unknown as WireItem;

let keys = 0;

/** Returns the next key in OpenAI's shape. It has 164 characters and was never issued. */
export function nextKey(): string {
  keys += 1;
  const random = (part: string) =>
    createHash("sha512")
      .update(`${part}${keys}`)
      .digest("base64url")
      .replaceAll("-", "k")
      .replaceAll("_", "Q")
      .slice(0, 74);
  return `sk-proj-${random("left")}T3BlbkFJ${random("right")}`;
}

/** A request as an HTTP API passes it to Lambda (payload format 2.0). */
export function httpEvent(method: string, path: string, body: unknown, headers: Record<string, string> = {}) {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: "",
    headers: {
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/json",
      host: "bench.execute-api.us-east-1.amazonaws.com",
      ...headers,
    },
    requestContext: {
      accountId: "000000000000",
      apiId: "bench",
      domainName: "bench.execute-api.us-east-1.amazonaws.com",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "bench" },
      requestId: randomUUID(),
      routeKey: "$default",
      stage: "$default",
      timeEpoch: 0,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

/** A POST /byok of the next key. */
export const createEvent = (headers: Record<string, string> = {}, workspace_id?: string) =>
  httpEvent(
    "POST",
    "/byok",
    { key: nextKey(), provider: "openai", name: "Production", workspace_id },
    headers,
  );

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:";
export const IMPORT_QUEUE_ARN = `${QUEUE_ARN}imports`;
export const USE_QUEUE_ARN = `${QUEUE_ARN}uses`;
export const COMMAND_QUEUE_ARN = `${QUEUE_ARN}commands.fifo`;

/** Rows of an import as the queue passes them to Lambda, together in messages where they can be. */
export const importEvent = (messages: readonly ImportMessage[]) =>
  queueEvent(
    packRows(messages).map((message) => JSON.stringify(message)),
    IMPORT_QUEUE_ARN,
  );

/** Messages as a queue passes them to Lambda. Default: the command queue. */
export const queueEvent = (bodies: readonly string[], eventSourceARN = COMMAND_QUEUE_ARN) => ({
  Records: bodies.map((body) => ({
    messageId: randomUUID(),
    receiptHandle: "receipt",
    body,
    attributes: { ApproximateReceiveCount: "1", SentTimestamp: "0", SenderId: "bench" },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion: "us-east-1",
  })),
});

/** Written items as a table's stream passes them to Lambda. */
export const streamEvent = (changes: readonly Change[]) => ({
  Records: changes.map(({ eventName, item }, index) => ({
    eventID: String(index),
    eventName,
    eventSource: "aws:dynamodb",
    dynamodb: {
      Keys: { [PARTITION_KEY]: item[PARTITION_KEY], [SORT_KEY]: item[SORT_KEY] },
      NewImage: item,
      SequenceNumber: String(index),
      StreamViewType: "NEW_IMAGE",
    },
  })),
});

/** Whether the filter of the relay's event source lets a change through: an outbox entry, or a record with news. */
export const reachesRelay = ({ item }: Change): boolean =>
  String(item[PARTITION_KEY]?.S).startsWith(PREFIX.outbox) || "news" in item;

/** Seals like a producer, in one session. @param spki the intake public key in DER */
export const producerSeal = (spki: Buffer): Seal =>
  sealSession(
    { kid: STUB_INTAKE_KEY, key: createPublicKey({ key: spki, format: "der", type: "spki" }) },
    () => new Date(),
  );

/** Makes the messages of one import, row by row, as a producer puts them on the import queue. */
export function importMessages(seal: Seal, workspaceId: string | null = WORKSPACE): () => ImportMessage {
  const import_id = randomUUID();
  let row = 0;
  return () => {
    row += 1;
    return {
      version: 1,
      type: "credential.import",
      import_id,
      row,
      workspace_id: workspaceId,
      provider: "openai",
      settings: { name: "Production" },
      sealed_key: seal(new Secret(nextKey()), { workspace_id: workspaceId, provider: "openai" }),
      requested_at: new Date().toISOString(),
    };
  };
}
