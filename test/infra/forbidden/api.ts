import {
  BUCKET,
  but,
  COMMANDS,
  IMPORTS,
  IN_WORKSPACE,
  INTAKE_KEY,
  type Judgement,
  NO_TLS,
  never,
  RSA,
  reading,
  TABLE,
  TLS,
  USES,
  VAULT_KEY,
  WEBHOOK_SOURCES,
  writing,
} from "./call.ts";

const API = "Api/Function/Role";

const get = {
  by: API,
  action: "dynamodb:BatchGetItem",
  on: TABLE,
  context: reading("CREDENTIAL#a", "label"),
};
const events = { by: API, action: "dynamodb:Query", on: TABLE, context: reading("AUDIT#a", "type", "actor") };
const list = {
  by: API,
  action: "dynamodb:Query",
  on: `${TABLE}/index/listing`,
  context: { "dynamodb:Attributes": ["workspace", "position"], "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
};
const send = { by: API, action: "sqs:SendMessage", on: COMMANDS, context: TLS };

const no = never(API);
const ALL = { "dynamodb:Select": "ALL_ATTRIBUTES" };
const secret = (name: string) => ({ "dynamodb:Attributes": ["pk", name] });

export const api: Judgement = {
  allowed: [
    get,
    events,
    list,
    { ...get, context: reading("LINK#a", "status") },
    send,
    { ...send, on: IMPORTS },
    { by: API, action: "kms:GetPublicKey", on: INTAKE_KEY },
  ],
  forbidden: [
    no("kms:Decrypt", INTAKE_KEY, "a door seals and cannot open a seal", RSA),
    no("kms:Decrypt", VAULT_KEY, "a door cannot open what is stored", IN_WORKSPACE),
    no("kms:GenerateDataKey", VAULT_KEY, "a door stores nothing", IN_WORKSPACE),
    no("kms:GetPublicKey", "Archive/Key/Key.Arn", "a door has no part in the audit log"),
    no("kms:Encrypt", INTAKE_KEY, "a seal is made in the process; a raw key does not go to KMS", RSA),
    but(get, { context: secret("ciphertext") }, "a door reads no ciphertext"),
    but(get, { context: secret("wrapped_key") }, "a door reads no wrapped data key"),
    but(get, { context: secret("scheme") }, "a door needs no part of the encryption"),
    but(get, { context: secret("sealed") }, "a door reads no seal that waits for its credential"),
    but(get, { context: secret("deferred") }, "a door reads no change that waits for its credential"),
    but(get, { context: reading("LINK#a", "token_hash") }, "it makes tokens and compares none"),
    but(get, { context: ALL }, "a read without names would bring the ciphertext along"),
    but(get, { context: reading("DEPLOYMENT", "sealed") }, "the fingerprint key is the worker's"),
    but(
      get,
      { context: { "dynamodb:LeadingKeys": ["CREDENTIAL#a", "DEPLOYMENT"] } },
      "one foreign item spoils a batch",
    ),
    but(events, { context: ALL }, "a query without names would bring everything along"),
    but(events, { context: reading("CREDENTIAL#a", "label") }, "credentials are read by id, not searched"),
    but(
      events,
      { context: reading("MANAGEMENT_KEY#a", "id") },
      "management keys are read by hash, not searched",
    ),
    but(list, { context: { "dynamodb:Attributes": ["ciphertext"] } }, "the index shows no ciphertext either"),
    no(
      "dynamodb:GetItem",
      TABLE,
      "one way to read, and that is BatchGetItem",
      reading("CREDENTIAL#a", "label"),
    ),
    no("dynamodb:Scan", TABLE, "no request needs the whole table", {
      "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
    }),
    no("dynamodb:PutItem", TABLE, "a door writes no credential", writing("CREDENTIAL#a", "label")),
    no("dynamodb:PartiQLInsert", TABLE, "a door adds no credential", writing("CREDENTIAL#a", "news")),
    no("dynamodb:PartiQLInsert", TABLE, "a door adds no event", writing("AUDIT#a", "type")),
    no("dynamodb:PartiQLUpdate", TABLE, "no other way to write either", writing("CREDENTIAL#a", "news")),
    no(
      "dynamodb:PutItem",
      TABLE,
      "a door makes no management key",
      writing("MANAGEMENT_KEY#a", "workspaces"),
    ),
    no("dynamodb:UpdateItem", TABLE, "a door changes no credential", writing("CREDENTIAL#a", "disabled")),
    no(
      "dynamodb:UpdateItem",
      TABLE,
      "a door writes no use of a key: the worker does",
      writing("MANAGEMENT_KEY#a", "last_used_at"),
    ),
    no("dynamodb:PartiQLInsert", TABLE, "a door makes no intake link", writing("LINK#a", "news")),
    no("dynamodb:UpdateItem", TABLE, "a door closes no intake link", writing("LINK#a", "news", "status")),
    no("dynamodb:DeleteItem", TABLE, "a door deletes no credential", writing("CREDENTIAL#a")),
    no("dynamodb:DeleteItem", TABLE, "nobody deletes an audit event", writing("AUDIT#a")),
    no("dynamodb:BatchWriteItem", TABLE, "a batch is a write too", writing("CREDENTIAL#a")),
    no("dynamodb:GetRecords", "Credentials/Table.StreamArn", "the stream carries ciphertext"),
    no("sqs:ReceiveMessage", COMMANDS, "a door reads no queue", TLS),
    no("sqs:ReceiveMessage", IMPORTS, "a door reads no queue", TLS),
    but(send, { on: USES }, "only routers report uses"),
    no("sqs:DeleteMessage", COMMANDS, "a command sent is a command carried out", TLS),
    no("sqs:PurgeQueue", COMMANDS, "a command sent is a command carried out", TLS),
    no("sqs:ReceiveMessage", "Commands/DeadLetters.Arn", "dead letters are the operator's", TLS),
    but(send, { on: "Archive/Queue.Arn" }, "only the bus writes to the archive's queue"),
    but(send, { context: NO_TLS }, "a command without TLS could be read on its way"),
    no("events:PutEvents", "Audit/Bus.Arn", "an event is published by the relay, after the commit", {
      "events:source": "keyferry",
    }),
    no("s3:GetObject", `${BUCKET}/events/2026/01/01/a.jsonl`, "the archive is not a door's", TLS),
    no("ssm:GetParametersByPath", WEBHOOK_SOURCES, "the secrets of webhooks are the webhook door's"),
  ],
};
