import {
  AUDIT_KEY,
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
  without,
  writing,
} from "./call.ts";

const WORKER = "Worker/Function/Role";

const receive = { by: WORKER, action: "sqs:ReceiveMessage", on: COMMANDS, context: TLS };
const open = { by: WORKER, action: "kms:Decrypt", on: INTAKE_KEY, context: RSA };
const encrypt = { by: WORKER, action: "kms:GenerateDataKey", on: VAULT_KEY, context: IN_WORKSPACE };
const read = {
  by: WORKER,
  action: "dynamodb:BatchGetItem",
  on: TABLE,
  context: reading("CREDENTIAL#a", "version", "sealed"),
};
const write = (action: string, partition: string, ...attributes: readonly string[]) => ({
  by: WORKER,
  action: `dynamodb:${action}`,
  on: TABLE,
  context: writing(partition, ...attributes),
});
const add = write("PartiQLInsert", "CREDENTIAL#a", "news", "ciphertext", "wrapped_key");
const update = write("UpdateItem", "CREDENTIAL#a", "news", "ciphertext", "version");
const addLink = write("PartiQLInsert", "LINK#a", "news", "token_hash");
const closeLink = write("UpdateItem", "LINK#a", "news", "status", "version");
const note = write("UpdateItem", "LINK_EXPIRY#a", "workspace", "position");
const used = write("UpdateItem", "MANAGEMENT_KEY#a", "last_used_at");
const record = write("UpdateItem", "USE#a", "last_used_at", "used_hour", "key_version", "used_ok");

const list = {
  by: WORKER,
  action: "dynamodb:Query",
  on: `${TABLE}/index/listing`,
  context: {
    "dynamodb:LeadingKeys": ["aaaaaaaa-0000-4000-8000-000000000000"],
    "dynamodb:Attributes": ["pk", "workspace", "position"],
    "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
  },
};

const partition = (key: string) => ({ context: { "dynamodb:LeadingKeys": [key] } });
const attributes = (...names: readonly string[]) => ({
  context: { "dynamodb:Attributes": ["pk", "sk", ...names] },
});
const no = never(WORKER);

export const worker: Judgement = {
  allowed: [
    receive,
    { ...receive, on: IMPORTS },
    { ...receive, on: USES },
    open,
    encrypt,
    read,
    list,
    add,
    update,
    used,
    record,
    addLink,
    closeLink,
    note,
    write("PartiQLInsert", "LINK_EXPIRY#a", "workspace", "position"),
    write("PartiQLInsert", "OUTBOX#1", "type"),
    write("PartiQLInsert", "IMPORT#a", "time"),
    write("PartiQLInsert", "DEPLOYMENT", "sealed"),
  ],
  forbidden: [
    no("kms:Decrypt", VAULT_KEY, "who writes credentials must not be able to open them", IN_WORKSPACE),
    no("kms:Encrypt", VAULT_KEY, "every credential has a data key of its own batch", IN_WORKSPACE),
    no("kms:ReEncryptFrom", VAULT_KEY, "to move a data key is to open it elsewhere", IN_WORKSPACE),
    no("kms:CreateGrant", VAULT_KEY, "a grant would hand its right to others"),
    no("kms:Sign", AUDIT_KEY, "who writes events must not vouch for them", {
      "kms:SigningAlgorithm": "ECDSA_SHA_256",
    }),
    but(open, { context: { "kms:EncryptionAlgorithm": "RSAES_OAEP_SHA_1" } }, "seals have one algorithm"),
    but(open, { context: { "kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT" } }, "seals have one algorithm"),
    without(open, "kms:EncryptionAlgorithm", "an algorithm not named is not the one of seals"),
    without(encrypt, "kms:EncryptionContext:workspace_id", "a data key belongs to a workspace"),
    without(encrypt, "kms:EncryptionContext:app", "the vault serves keyferry alone"),
    but(encrypt, { context: { "kms:EncryptionContext:app": "billing" } }, "the vault serves keyferry alone"),
    but(encrypt, { on: INTAKE_KEY }, "the intake key makes no data keys"),
    but(read, attributes("ciphertext"), "what it stored, it cannot read back"),
    but(read, attributes("wrapped_key"), "what it stored, it cannot read back"),
    but(
      read,
      { context: { "dynamodb:Select": "ALL_ATTRIBUTES" } },
      "a read without names would bring it all",
    ),
    but(read, attributes("last_used_at"), "who may manage is nothing to it"),
    but(read, partition("MANAGEMENT_KEY#a"), "who may manage is nothing to it"),
    but(read, partition("IMPORT#a"), "it counts imports and does not read the count"),
    no(
      "dynamodb:GetItem",
      TABLE,
      "one way to read, and that is BatchGetItem",
      reading("CREDENTIAL#a", "label"),
    ),
    no(
      "dynamodb:Query",
      TABLE,
      "it is told ids, and looks for keys in the index alone",
      reading("AUDIT#a", "type"),
    ),
    but(list, partition("management-keys"), "who may manage is nothing to it"),
    but(list, partition("imports/global"), "it counts imports and does not list them"),
    but(list, attributes("last_used_at"), "who may manage is nothing to it"),
    but(list, attributes("fingerprint"), "fingerprints are read by id"),
    but(list, { context: { "dynamodb:Select": "ALL_ATTRIBUTES" } }, "a listing is of ids"),
    no("dynamodb:Scan", TABLE, "no command needs the whole table"),
    no(
      "dynamodb:DeleteItem",
      TABLE,
      "a deletion is a tombstone",
      write("DeleteItem", "CREDENTIAL#a").context,
    ),
    no("dynamodb:DeleteItem", TABLE, "nobody deletes an audit event", write("DeleteItem", "AUDIT#a").context),
    no("dynamodb:DeleteItem", TABLE, "nobody deletes an audit event", writing("AUDIT#a")),
    no("dynamodb:BatchWriteItem", TABLE, "a batch could overwrite", writing("CREDENTIAL#a", "news")),
    no("dynamodb:PutItem", TABLE, "a put could overwrite a credential", writing("CREDENTIAL#a", "news")),
    no("dynamodb:PutItem", TABLE, "a put could overwrite an event", writing("AUDIT#a", "type")),
    no("dynamodb:PutItem", TABLE, "not in a transaction either", {
      ...writing("AUDIT#a", "type"),
      "dynamodb:EnclosingOperation": "TransactWriteItems",
    }),
    no("dynamodb:PartiQLUpdate", TABLE, "an event is never changed", writing("AUDIT#a", "type")),
    no("dynamodb:PartiQLDelete", TABLE, "nobody deletes an audit event", writing("AUDIT#a")),
    but(add, partition("AUDIT#a"), "only what is published is in the log: the relay adds it"),
    but(add, attributes("ciphertext", "version"), "a credential without its event must not be"),
    but(update, attributes("ciphertext", "version"), "a change without its event must not be"),
    but(update, attributes("disabled"), "a change without its event must not be"),
    without(update, "dynamodb:Attributes", "a change that names nothing names no event"),
    but(add, partition("MANAGEMENT_KEY#a"), "it makes no management key"),
    but(add, partition("OTHER#a"), "it writes nothing that the layout does not know"),
    but(update, partition("AUDIT#a"), "an audit event is never changed"),
    but(update, partition("OUTBOX#1"), "an outbox entry is never changed"),
    but(update, partition("IMPORT#a"), "a tally is never changed"),
    but(update, partition("DEPLOYMENT"), "the fingerprint key is written once"),
    but(record, partition("CREDENTIAL#a"), "a report changes no credential"),
    but(record, attributes("last_used_at", "disabled"), "what is no part of a use has no place beside it"),
    but(read, partition("USE#a"), "it counts uses and does not read the count"),
    but(
      read,
      { context: reading("LINK#a", "token_hash") },
      "it is told that a token was right, and compares none",
    ),
    but(addLink, attributes("token_hash"), "a link without its event must not be"),
    but(closeLink, attributes("status", "version"), "a link that closes without its event must not be"),
    but(note, attributes("news"), "what is to expire says nothing else"),
    no("dynamodb:DeleteItem", TABLE, "a link that is closed stays", writing("LINK#a")),
    but(used, attributes("workspaces"), "it cannot widen what a management key may do"),
    but(used, attributes("last_used_at", "expires_at"), "it cannot revive a management key"),
    no("sqs:SendMessage", COMMANDS, "who carries commands out gives none", TLS),
    no("sqs:SendMessage", USES, "only routers report uses", TLS),
    no("sqs:SendMessage", IMPORTS, "who carries commands out gives none", TLS),
    but(receive, { on: "Commands/DeadLetters.Arn" }, "dead letters are the operator's"),
    but(receive, { on: "Archive/Queue.Arn" }, "the archive's queue is the archiver's"),
    but(receive, { context: NO_TLS }, "a command without TLS could be read on its way"),
    no("events:PutEvents", "Audit/Bus.Arn", "only what is committed is published, by the relay", {
      "events:source": "keyferry",
    }),
    no("s3:PutObject", `${BUCKET}/events/2026/01/01/a.jsonl`, "the archive is fed by the bus alone", TLS),
    no("ssm:GetParametersByPath", WEBHOOK_SOURCES, "the secrets of webhooks are the webhook door's"),
  ],
};
