import type { Call, Context } from "../../support/iam/simulate.ts";

export interface ForbiddenCall extends Call {
  /** Why it must not be. */
  readonly because: string;
}

/** What one role, or one outsider, does every day, and what it must never do. */
export interface Judgement {
  readonly allowed: readonly Call[];
  readonly forbidden: readonly ForbiddenCall[];
}

/** An allowed call with one thing changed: what is denied is then denied for that one thing. */
export const but = (call: Call, change: Partial<Call>, because: string): ForbiddenCall => ({
  ...call,
  ...change,
  context: { ...call.context, ...change.context },
  because,
});

/** An allowed call without one of its condition keys. */
export function without(call: Call, key: string, because: string): ForbiddenCall {
  const { [key]: _, ...context } = call.context ?? {};
  return { ...call, context, because };
}

/** Calls of one identity that have nothing in common with what it may do. */
export const never =
  (by: string) =>
  (action: string, on: string, because: string, context: Context = {}): ForbiddenCall => ({
    by,
    action,
    on,
    context,
    because,
  });

export const TABLE = "Credentials/Table.Arn";
export const COMMANDS = "Commands/Queue.Arn";
export const IMPORTS = "Imports/Queue.Arn";
export const USES = "Uses/Queue.Arn";
export const INTAKE_KEY = "IntakeKey/Key.Arn";
export const VAULT_KEY = "Vault/Key.Arn";
export const AUDIT_KEY = "Archive/Key/Key.Arn";
export const BUCKET = "Archive/Bucket/Bucket.Arn";

export const parameters = (path: string): string =>
  `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/keyferry/${path}`;
export const WEBHOOK_SOURCES = parameters(`\${AWS::StackName}/webhooks`);

export const RSA = { "kms:EncryptionAlgorithm": "RSAES_OAEP_SHA_256" };
export const IN_WORKSPACE = {
  "kms:EncryptionContext:app": "keyferry",
  "kms:EncryptionContext:workspace_id": "global",
};
export const TLS = { "aws:SecureTransport": "true" };
export const NO_TLS = { "aws:SecureTransport": "false" };

/** The condition keys of a read by key. */
export const reading = (partition: string, ...attributes: readonly string[]): Context => ({
  "dynamodb:LeadingKeys": [partition],
  "dynamodb:Attributes": ["pk", "sk", ...attributes],
  "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
});

/** The condition keys of a write to one item. */
export const writing = (partition: string, ...attributes: readonly string[]): Context => ({
  "dynamodb:LeadingKeys": [partition],
  "dynamodb:Attributes": ["pk", "sk", ...attributes],
});
