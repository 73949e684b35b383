import {
  AUDIT_KEY,
  BUCKET,
  but,
  COMMANDS,
  type ForbiddenCall,
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
} from "./call.ts";

/** Both have AdministratorAccess: all that an account can give them. */
const ADMINISTRATOR = `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/Administrator`;
const ROOT = `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root`;
const STRANGER = `arn:\${AWS::Partition}:iam::999999999999:role/Administrator`;

const SIGNING = { "kms:SigningAlgorithm": "ECDSA_SHA_256" };

const keyUses = (by: string): readonly ForbiddenCall[] => {
  const no = never(by);
  return [
    no(
      "kms:Decrypt",
      VAULT_KEY,
      "to administer an account is not to open its customers' credentials",
      IN_WORKSPACE,
    ),
    no("kms:Decrypt", INTAKE_KEY, "nor to open what lies on a queue", RSA),
    no("kms:GenerateDataKey", VAULT_KEY, "a credential is written by the worker", IN_WORKSPACE),
    no("kms:Encrypt", VAULT_KEY, "a credential is written by the worker", IN_WORKSPACE),
    no("kms:ReEncryptFrom", VAULT_KEY, "to move a data key is to open it elsewhere", IN_WORKSPACE),
    no("kms:CreateGrant", VAULT_KEY, "a grant is a use that no key policy shows"),
    no("kms:CreateGrant", INTAKE_KEY, "a grant is a use that no key policy shows"),
    no("kms:ReplicateKey", VAULT_KEY, "a copy in another region has another policy"),
    no("kms:Sign", AUDIT_KEY, "a digest is signed by the auditor", SIGNING),
  ];
};

const send = { by: ADMINISTRATOR, action: "sqs:SendMessage", context: TLS };
const redrive = { by: ADMINISTRATOR, action: "sqs:ReceiveMessage", context: TLS };
const copy = { by: ADMINISTRATOR, action: "s3:GetObject", on: `${BUCKET}/events/a.jsonl`, context: TLS };

const QUEUES = ["Commands", "Imports", "Archive"].flatMap((name) => [
  `${name}/Queue.Arn`,
  `${name}/DeadLetters.Arn`,
]);

export const administrator: Judgement = {
  allowed: [
    ...QUEUES.flatMap((on) => [
      { ...send, on },
      { ...redrive, on },
    ]),
    copy,
    { by: ADMINISTRATOR, action: "kms:DescribeKey", on: VAULT_KEY },
    { by: ADMINISTRATOR, action: "kms:GetPublicKey", on: AUDIT_KEY },
    { by: ROOT, action: "kms:DescribeKey", on: VAULT_KEY },
  ],
  forbidden: [
    ...keyUses(ADMINISTRATOR),
    ...keyUses(ROOT),
    ...QUEUES.flatMap((on) => [
      but({ ...send, on }, { context: NO_TLS }, "what goes on a queue goes by TLS"),
      but({ ...redrive, on }, { context: NO_TLS }, "what comes off a queue comes by TLS"),
    ]),
    but(copy, { context: NO_TLS }, "the archive is reached by TLS"),
    but(copy, { action: "s3:ListBucket", on: BUCKET, context: NO_TLS }, "the archive is reached by TLS"),
  ],
};

const no = never(STRANGER);

export const stranger: Judgement = {
  allowed: [],
  forbidden: [
    ...keyUses(STRANGER),
    no("kms:PutKeyPolicy", VAULT_KEY, "another account administers nothing"),
    no("kms:GetPublicKey", INTAKE_KEY, "a producer of another account is named in the stage"),
    no(
      "dynamodb:BatchGetItem",
      TABLE,
      "another account reads nothing",
      reading("CREDENTIAL#a", "ciphertext"),
    ),
    no("dynamodb:Scan", TABLE, "another account reads nothing"),
    no("sqs:SendMessage", USES, "a router is granted it, or is named in the stage", TLS),
    no("sqs:SendMessage", IMPORTS, "a producer of another account is named in the stage", TLS),
    no("sqs:SendMessage", COMMANDS, "commands come from the doors", TLS),
    no("sqs:ReceiveMessage", COMMANDS, "another account reads no queue", TLS),
    no("s3:GetObject", `${BUCKET}/events/a.jsonl`, "another account copies no log", TLS),
    no("s3:PutObject", `${BUCKET}/events/a.jsonl`, "another account writes no event", TLS),
    no("events:PutEvents", "Audit/Bus.Arn", "another account publishes nothing", {
      "events:source": "keyferry",
    }),
    no("ssm:GetParametersByPath", WEBHOOK_SOURCES, "another account reads no secret"),
  ],
};
