import {
  but,
  COMMANDS,
  IMPORTS,
  IN_WORKSPACE,
  INTAKE_KEY,
  type Judgement,
  NO_TLS,
  never,
  parameters,
  RSA,
  reading,
  TABLE,
  TLS,
  VAULT_KEY,
  WEBHOOK_SOURCES,
  writing,
} from "./call.ts";

const WEBHOOK = "Webhooks/Function/Role";

const send = { by: WEBHOOK, action: "sqs:SendMessage", on: COMMANDS, context: TLS };
const sources = { by: WEBHOOK, action: "ssm:GetParametersByPath", on: WEBHOOK_SOURCES };

const no = never(WEBHOOK);

export const webhook: Judgement = {
  allowed: [send, sources, { by: WEBHOOK, action: "kms:GetPublicKey", on: INTAKE_KEY }],
  forbidden: [
    no("kms:Decrypt", INTAKE_KEY, "a door seals and cannot open a seal", RSA),
    no("kms:Decrypt", VAULT_KEY, "a door cannot open what is stored", IN_WORKSPACE),
    no("kms:GenerateDataKey", VAULT_KEY, "a door stores nothing", IN_WORKSPACE),
    no(
      "dynamodb:BatchGetItem",
      TABLE,
      "what a sender may do is in its source",
      reading("CREDENTIAL#a", "label"),
    ),
    no("dynamodb:Query", TABLE, "a sender learns of outcomes from the bus", reading("AUDIT#a", "type")),
    no("dynamodb:GetItem", TABLE, "it has no part in management keys", reading("MANAGEMENT_KEY#a", "id")),
    no("dynamodb:PutItem", TABLE, "a door writes no credential", writing("CREDENTIAL#a", "label")),
    no("dynamodb:UpdateItem", TABLE, "a door changes no credential", writing("CREDENTIAL#a", "disabled")),
    no("dynamodb:DeleteItem", TABLE, "nobody deletes an audit event", writing("AUDIT#a")),
    no("dynamodb:BatchWriteItem", TABLE, "a batch is a write too", writing("OUTBOX#1")),
    but(
      sources,
      { on: parameters("another-stack/webhooks") },
      "the sources of another deployment are not its own",
    ),
    but(
      sources,
      { on: parameters(`\${AWS::StackName}`) },
      "what else lies under the stack's name is not for it",
    ),
    but(
      sources,
      { on: `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/billing` },
      "parameters of other systems are not for it",
    ),
    no("ssm:GetParameter", `${WEBHOOK_SOURCES}/portal`, "sources are read together, in one way"),
    no(
      "ssm:PutParameter",
      `${WEBHOOK_SOURCES}/portal`,
      "a door that could write a source could let anybody in",
    ),
    no("ssm:DeleteParameter", `${WEBHOOK_SOURCES}/portal`, "sources are the operator's"),
    but(send, { on: IMPORTS }, "the import queue takes imports only"),
    but(send, { on: "Archive/Queue.Arn" }, "only the bus writes to the archive's queue"),
    but(send, { context: NO_TLS }, "a command without TLS could be read on its way"),
    no("sqs:ReceiveMessage", COMMANDS, "a door reads no queue", TLS),
    no("sqs:DeleteMessage", COMMANDS, "a command sent is a command carried out", TLS),
    no("events:PutEvents", "Audit/Bus.Arn", "an event is published by the relay, after the commit", {
      "events:source": "keyferry",
    }),
  ],
};
