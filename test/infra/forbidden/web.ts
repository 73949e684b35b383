import {
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
  VAULT_KEY,
  WEBHOOK_SOURCES,
  writing,
} from "./call.ts";

const WEB = "Web/Function/Role";

const find = {
  by: WEB,
  action: "dynamodb:BatchGetItem",
  on: TABLE,
  context: reading("LINK#a", "token_hash", "status", "redemption"),
};
const send = { by: WEB, action: "sqs:SendMessage", on: COMMANDS, context: TLS };

const no = never(WEB);
const inPartition = (partition: string) => ({ context: { "dynamodb:LeadingKeys": [partition] } });
const named = (name: string) => ({ context: { "dynamodb:Attributes": ["pk", name] } });

export const web: Judgement = {
  allowed: [find, send, { by: WEB, action: "kms:GetPublicKey", on: INTAKE_KEY }],
  forbidden: [
    no("kms:Decrypt", INTAKE_KEY, "a door cannot open a seal", RSA),
    no("kms:Decrypt", VAULT_KEY, "a door cannot open what is stored", IN_WORKSPACE),
    no("kms:GenerateDataKey", VAULT_KEY, "a door stores nothing", IN_WORKSPACE),
    but(find, inPartition("CREDENTIAL#a"), "a visitor learns nothing of credentials"),
    but(find, inPartition("AUDIT#a"), "the outcome stands in the link's record"),
    but(find, inPartition("OUTBOX#1"), "the outcome stands in the link's record"),
    but(find, inPartition("MANAGEMENT_KEY#a"), "a management key counts for nothing at this door"),
    but(find, inPartition("IMPORT#a"), "a visitor has no part in imports"),
    but(find, inPartition("DEPLOYMENT"), "the fingerprint key is the worker's"),
    but(
      find,
      { context: { "dynamodb:LeadingKeys": ["LINK#a", "CREDENTIAL#a"] } },
      "one foreign item spoils a batch",
    ),
    but(find, named("ciphertext"), "a door reads no ciphertext"),
    but(find, named("wrapped_key"), "a door reads no wrapped data key"),
    but(find, named("fingerprint"), "a link says nothing of the key that it replaces"),
    but(
      find,
      { context: { "dynamodb:Select": "ALL_ATTRIBUTES" } },
      "a read without names would bring everything along",
    ),
    but(find, { action: "dynamodb:GetItem" }, "one way to read, and that is BatchGetItem"),
    but(find, { action: "dynamodb:Query" }, "a link is read by its id, not searched"),
    no("dynamodb:Query", `${TABLE}/index/listing`, "a visitor lists nothing", {
      "dynamodb:Attributes": ["workspace", "position"],
      "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
    }),
    no("dynamodb:Scan", TABLE, "no visitor needs the whole table", {
      "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
    }),
    no("dynamodb:UpdateItem", TABLE, "what is redeemed is the worker's to say", writing("LINK#a", "status")),
    no("dynamodb:PutItem", TABLE, "a door that could write a link could let anybody in", writing("LINK#a")),
    no("dynamodb:PartiQLInsert", TABLE, "a door makes no link", writing("LINK#a", "token_hash")),
    no("dynamodb:PartiQLInsert", TABLE, "a door adds no credential", writing("CREDENTIAL#a", "news")),
    no("dynamodb:DeleteItem", TABLE, "a link that is gone could be made again", writing("LINK#a")),
    no("dynamodb:BatchWriteItem", TABLE, "a batch is a write too", writing("LINK#a")),
    no("dynamodb:GetRecords", "Credentials/Table.StreamArn", "the stream carries ciphertext"),
    no("sqs:ReceiveMessage", COMMANDS, "a door reads no queue", TLS),
    no("sqs:DeleteMessage", COMMANDS, "a command sent is a command carried out", TLS),
    but(send, { on: IMPORTS }, "the import queue takes imports only"),
    but(send, { on: "Archive/Queue.Arn" }, "only the bus writes to the archive's queue"),
    but(send, { context: NO_TLS }, "a command without TLS could be read on its way"),
    no("ssm:GetParametersByPath", WEBHOOK_SOURCES, "the secrets of webhooks are the webhook door's"),
    no("events:PutEvents", "Audit/Bus.Arn", "an event is published by the relay, after the commit", {
      "events:source": "keyferry",
    }),
  ],
};
