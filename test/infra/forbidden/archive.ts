import {
  AUDIT_KEY,
  BUCKET,
  but,
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
  without,
  writing,
} from "./call.ts";

const ARCHIVER = "Archive/Archiver/Role";
const AUDITOR = "Archive/Auditor/Role";
const EVENTS = `${BUCKET}/events/2026/01/01/00-05.jsonl`;
const DIGEST = `${BUCKET}/digests/2026/01/01/00.json`;
const SIGNING = { "kms:SigningAlgorithm": "ECDSA_SHA_256" };

const ONLY_NEW = { ...TLS, "s3:if-none-match": "*" };

const add = { by: ARCHIVER, action: "s3:PutObject", on: EVENTS, context: ONLY_NEW };
const take = { by: ARCHIVER, action: "sqs:ReceiveMessage", on: "Archive/Queue.Arn", context: TLS };
const write = never(ARCHIVER);

export const archiver: Judgement = {
  allowed: [add, take],
  forbidden: [
    without(add, "s3:if-none-match", "what is archived is not overwritten"),
    but(add, { on: DIGEST }, "who writes events must not vouch for them"),
    but(add, { on: `${BUCKET}/a` }, "events go where the auditor looks"),
    but(add, { context: NO_TLS }, "an event without TLS could be changed on its way"),
    write("s3:DeleteObject", DIGEST, "a digest that is gone vouches for nothing", TLS),
    write("s3:DeleteObject", EVENTS, "what is archived stays", TLS),
    write("s3:DeleteObjectVersion", EVENTS, "what is archived stays, in every version", TLS),
    write("s3:GetObject", DIGEST, "it adds and reads nothing", TLS),
    write("s3:GetObject", EVENTS, "it adds and reads nothing", TLS),
    write("s3:ListBucket", BUCKET, "it adds and looks nothing up", TLS),
    write("s3:PutObjectRetention", EVENTS, "the lock is not its to lift", TLS),
    write("s3:PutBucketPolicy", BUCKET, "who may read the archive is not its choice", TLS),
    write("s3:PutLifecycleConfiguration", BUCKET, "nothing in the archive expires", TLS),
    write("kms:Sign", AUDIT_KEY, "who writes events must not vouch for them", SIGNING),
    write("kms:Decrypt", VAULT_KEY, "it has no use for a key", IN_WORKSPACE),
    write("sqs:SendMessage", "Archive/Queue.Arn", "events come from the bus alone", TLS),
    write("sqs:ReceiveMessage", "Commands/Queue.Arn", "commands are the worker's", TLS),
    write("dynamodb:Query", TABLE, "it archives what the bus brings", reading("AUDIT#a", "type")),
  ],
};

const list = { by: AUDITOR, action: "s3:ListBucket", on: BUCKET, context: TLS };
const read = { by: AUDITOR, action: "s3:GetObject", on: EVENTS, context: TLS };
const vouch = { by: AUDITOR, action: "s3:PutObject", on: DIGEST, context: ONLY_NEW };
const sign = { by: AUDITOR, action: "kms:Sign", on: AUDIT_KEY, context: SIGNING };
const no = never(AUDITOR);

export const auditor: Judgement = {
  allowed: [list, read, { ...read, on: DIGEST }, vouch, sign],
  forbidden: [
    without(vouch, "s3:if-none-match", "what is signed is not overwritten"),
    but(vouch, { on: EVENTS }, "who vouches for events must not write them"),
    but(vouch, { context: NO_TLS }, "a digest without TLS could be changed on its way"),
    but(read, { context: NO_TLS }, "an event without TLS could be changed on its way"),
    but(read, { on: `${BUCKET}/a` }, "what is not of the log is nothing to it"),
    no("s3:DeleteObject", EVENTS, "what is archived stays", TLS),
    no("s3:DeleteObject", DIGEST, "what is signed stays", TLS),
    no("s3:DeleteObjectVersion", DIGEST, "what is signed stays, in every version", TLS),
    no("s3:BypassGovernanceRetention", EVENTS, "the lock is not its to lift", TLS),
    no("s3:PutObjectLegalHold", DIGEST, "the lock is not its to change", TLS),
    no("s3:PutBucketVersioning", BUCKET, "every version is kept", TLS),
    but(sign, { context: { "kms:SigningAlgorithm": "ECDSA_SHA_512" } }, "signatures have one algorithm"),
    no("kms:GetPublicKey", AUDIT_KEY, "whoever verifies gets the public half from the account"),
    no("kms:Verify", AUDIT_KEY, "verification needs no AWS", SIGNING),
    no("kms:Decrypt", VAULT_KEY, "it has no use for another key", IN_WORKSPACE),
    no("kms:Decrypt", INTAKE_KEY, "it has no use for another key", RSA),
    no("kms:GenerateDataKey", VAULT_KEY, "it has no use for another key", IN_WORKSPACE),
    no(
      "sqs:ReceiveMessage",
      "Archive/Queue.Arn",
      "it vouches for what is archived, not for what is under way",
      TLS,
    ),
    no("dynamodb:Query", TABLE, "it reads the archive alone", reading("AUDIT#a", "type")),
    no("dynamodb:DeleteItem", TABLE, "nobody deletes an audit event", writing("AUDIT#a")),
    no("events:PutEvents", "Audit/Bus.Arn", "who vouches for events must not publish them", {
      "events:source": "keyferry",
    }),
  ],
};
