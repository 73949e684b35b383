import {
  AUDIT_KEY,
  BUCKET,
  but,
  COMMANDS,
  IN_WORKSPACE,
  INTAKE_KEY,
  type Judgement,
  never,
  RSA,
  reading,
  TABLE,
  TLS,
  VAULT_KEY,
  without,
  writing,
} from "./call.ts";

const RELAY = "Relay/Function/Role";

const sweep = { by: RELAY, action: "dynamodb:Query", on: TABLE, context: reading("OUTBOX#1", "type") };
const read = { by: RELAY, action: "dynamodb:BatchGetItem", on: TABLE, context: reading("AUDIT#a") };
const add = { by: RELAY, action: "dynamodb:PartiQLInsert", on: TABLE, context: writing("AUDIT#a", "type") };
const scan = {
  by: RELAY,
  action: "dynamodb:Scan",
  on: TABLE,
  context: { "dynamodb:Attributes": ["pk", "news"], "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
};
const remove = { by: RELAY, action: "dynamodb:BatchWriteItem", on: TABLE, context: writing("OUTBOX#1") };
const publish = {
  by: RELAY,
  action: "events:PutEvents",
  on: "Audit/Bus.Arn",
  context: { "events:source": "keyferry" },
};

const partition = (key: string) => ({ context: { "dynamodb:LeadingKeys": [key] } });
const ALL = { context: { "dynamodb:Select": "ALL_ATTRIBUTES" } };
const no = never(RELAY);

export const relay: Judgement = {
  allowed: [
    sweep,
    read,
    add,
    { ...add, context: writing("OUTBOX#1", "type") },
    scan,
    remove,
    publish,
    ...["DescribeStream", "GetRecords", "GetShardIterator"].map((name) => ({
      by: RELAY,
      action: `dynamodb:${name}`,
      on: "Credentials/Table.StreamArn",
    })),
  ],
  forbidden: [
    but(read, partition("CREDENTIAL#a"), "it publishes events and reads no credential"),
    but(read, partition("LINK#a"), "it learns of a link from its event"),
    but(
      scan,
      { context: { "dynamodb:Attributes": ["pk", "token_hash"] } },
      "the hash of a link's token is none of its business",
    ),
    no("dynamodb:UpdateItem", TABLE, "a link is closed by the worker", writing("LINK#a", "news", "status")),
    but(read, partition("MANAGEMENT_KEY#a"), "who may manage is nothing to it"),
    but(read, partition("DEPLOYMENT"), "the fingerprint key is the worker's"),
    but(
      read,
      { context: { "dynamodb:Attributes": ["ciphertext"] } },
      "no ciphertext leaves the table through it",
    ),
    but(read, { context: { "dynamodb:Attributes": ["pk", "sk", "actor"] } }, "it learns only what is there"),
    but(scan, { context: { "dynamodb:Attributes": ["pk", "ciphertext"] } }, "a scan shows no ciphertext"),
    but(scan, { context: { "dynamodb:Attributes": ["pk", "sealed"] } }, "a scan shows no seal"),
    but(
      scan,
      { context: { "dynamodb:Attributes": ["pk", "workspaces"] } },
      "who may manage is nothing to it",
    ),
    but(scan, ALL, "a scan without names would bring everything along"),
    but(add, partition("CREDENTIAL#a"), "it adds no credential"),
    but(add, partition("MANAGEMENT_KEY#a"), "it makes no management key"),
    but(add, partition("IMPORT#a"), "it counts nothing"),
    but(read, ALL, "a read without names would bring everything along"),
    but(sweep, partition("CREDENTIAL#a"), "it searches the outbox and nothing else"),
    but(sweep, partition("AUDIT#a"), "it asks the log by key, and searches nothing in it"),
    but(sweep, { context: { "dynamodb:Attributes": ["pk", "label"] } }, "the outbox has events alone"),
    but(sweep, ALL, "a query without names would bring everything along"),
    no("dynamodb:GetItem", TABLE, "it reads no credential in any way", reading("CREDENTIAL#a", "label")),
    but(remove, partition("CREDENTIAL#a"), "it removes outbox entries and nothing else"),
    but(remove, partition("AUDIT#a"), "nobody deletes an audit event"),
    but(remove, partition("IMPORT#a"), "the counts of imports stay"),
    but(remove, partition("MANAGEMENT_KEY#a"), "it locks nobody out"),
    but(
      remove,
      { context: { "dynamodb:LeadingKeys": ["AUDIT#a", "OUTBOX#1"] } },
      "one foreign item spoils a batch",
    ),
    but(
      remove,
      { context: { "dynamodb:Attributes": ["pk", "sk", "type"] } },
      "a removal cannot put an event in another's place",
    ),
    no("dynamodb:DeleteItem", TABLE, "entries are removed in batches, in one way", writing("OUTBOX#1")),
    no("dynamodb:PutItem", TABLE, "it writes no credential", writing("CREDENTIAL#a", "label")),
    no("dynamodb:PutItem", TABLE, "a put could overwrite an event", writing("AUDIT#a", "type")),
    no("dynamodb:PartiQLUpdate", TABLE, "an audit event is never changed", writing("AUDIT#a", "type")),
    no("dynamodb:PartiQLDelete", TABLE, "nobody deletes an audit event", writing("AUDIT#a")),
    no("dynamodb:UpdateItem", TABLE, "an audit event is never changed", writing("AUDIT#a", "type")),
    no("kms:Decrypt", VAULT_KEY, "it has no use for a key", IN_WORKSPACE),
    no("kms:Decrypt", INTAKE_KEY, "it has no use for a key", RSA),
    no("kms:GenerateDataKey", VAULT_KEY, "it has no use for a key", IN_WORKSPACE),
    no("kms:GetPublicKey", INTAKE_KEY, "it has no use for a key"),
    no("kms:Sign", AUDIT_KEY, "who publishes events must not vouch for them", {
      "kms:SigningAlgorithm": "ECDSA_SHA_256",
    }),
    but(publish, { context: { "events:source": "aws.kms" } }, "it speaks as keyferry and as nobody else"),
    but(publish, { context: { "events:source": "billing" } }, "it speaks as keyferry and as nobody else"),
    without(publish, "events:source", "an event without a source is nobody's"),
    but(
      publish,
      { on: `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default` },
      "it publishes on keyferry's bus alone",
    ),
    no("events:PutRule", "Archive/Events.Arn", "where events go is not its choice"),
    no("sqs:SendMessage", COMMANDS, "it gives no commands", TLS),
    no("s3:PutObject", `${BUCKET}/events/2026/01/01/a.jsonl`, "the archive is fed by the bus alone", TLS),
  ],
};
