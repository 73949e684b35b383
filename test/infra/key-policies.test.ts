import { describe, expect, it } from "vitest";
import { stageOptions } from "../../infra/stages.ts";
import { READABLE_IN_LISTINGS } from "../../shared/table/table-layout.ts";
import { vaultContext } from "../../shared/vault/encrypt-key.ts";
import { ofType, propertiesOf, type Stackful } from "../support/template/readable.ts";
import { type Condition, listOf, statementsOf } from "../support/template/rights.ts";
import { documentedKeyRights } from "./security-document.ts";
import { STAGES, synthesize, synthesizeWith } from "./synthesize.ts";

const ROOT = `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root`;
const WORKER = "Worker/Function/Role.Arn";
const KEYS = ["Archive/Key/Key", "IntakeKey/Key", "Vault/Key"];

const CREDENTIALS_ONLY: Condition = {
  StringEquals: { "kms:EncryptionContext:app": "keyferry" },
  Null: { "kms:EncryptionContext:workspace_id": "false" },
};

/** What the CloudFormation handler of AWS::KMS::Key calls on a key, and that of AWS::KMS::Alias. */
const NEEDED_BY_CLOUDFORMATION = [
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** Cryptographic operations, and what hands them to somebody else or takes the key elsewhere. */
const USE =
  /\*|Encrypt|Decrypt|Generate|Sign|Verify|Derive|CreateGrant|ReplicateKey|PrimaryRegion|KeyMaterial|CustomKeyStore/;

const policyOf = (stack: Stackful, key: string) =>
  statementsOf(propertiesOf(stack, key).KeyPolicy).flatMap((statement) =>
    listOf(statement.Principal?.AWS ?? "nobody").flatMap((principal) =>
      listOf(statement.Action).map((action) => ({
        principal,
        action,
        condition: statement.Condition,
        statement,
      })),
    ),
  );

/** Everybody's rights but the account's, as principal, action and condition. */
const usersOf = (stack: Stackful, key: string) =>
  policyOf(stack, key)
    .filter(({ principal }) => principal !== ROOT)
    .map(({ principal, action, condition }) => [principal, action, condition])
    .sort();

describe.each(STAGES)("the keys of %s", (stage) => {
  const stack = synthesize(stage);

  it("the keys are the intake key, the vault and the audit key", () => {
    expect([...ofType(stack, "AWS::KMS::Key").keys()].sort()).toEqual(KEYS);
    expect([...ofType(stack, "AWS::KMS::Alias").values()].map(({ Properties }) => Properties)).toEqual([
      { AliasName: `alias/keyferry-${stage}/intake`, TargetKeyId: "IntakeKey/Key.Arn" },
      { AliasName: `alias/keyferry-${stage}/vault`, TargetKeyId: "Vault/Key.Arn" },
      { AliasName: `alias/keyferry-${stage}/audit`, TargetKeyId: "Archive/Key/Key.Arn" },
    ]);
  });

  it("the keys are an RSA key pair to seal with, a symmetric key that rotates, and a key pair to sign with", () => {
    expect(propertiesOf(stack, "IntakeKey/Key")).toMatchObject({
      KeySpec: "RSA_4096",
      KeyUsage: "ENCRYPT_DECRYPT",
    });
    expect(propertiesOf(stack, "Vault/Key")).toMatchObject({ EnableKeyRotation: true });
    expect(propertiesOf(stack, "Vault/Key")).not.toHaveProperty("KeySpec");
    expect(propertiesOf(stack, "Vault/Key")).not.toHaveProperty("KeyUsage");
    expect(propertiesOf(stack, "Archive/Key/Key")).toMatchObject({
      KeySpec: "ECC_NIST_P256",
      KeyUsage: "SIGN_VERIFY",
    });
  });

  describe.each(KEYS)("%s", (key) => {
    const policy = policyOf(stack, key);
    const administration = policy.filter(({ principal }) => principal === ROOT);

    it("a key's policy only allows, and names every principal", () => {
      for (const { statement, principal } of policy) {
        expect(statement.Effect).toBe("Allow");
        expect(principal).not.toMatch(/\*|nobody/);
      }
    });

    it("the account may administer a key and not use it", () => {
      expect(administration.map(({ action }) => action).filter((action) => USE.test(action))).toEqual([]);
      expect(administration.filter(({ condition }) => condition !== undefined)).toEqual([]);
    });

    it("a key's policy lets CloudFormation create, change and delete the key, and lets nobody be locked out", () => {
      expect(administration.map(({ action }) => action)).toEqual(
        expect.arrayContaining(NEEDED_BY_CLOUDFORMATION),
      );
    });
  });

  it("an administrator may rotate the vault out of turn, which opens nothing and closes nothing", () => {
    const actions = policyOf(stack, "Vault/Key").map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(["kms:RotateKeyOnDemand", "kms:ListKeyRotations"]));
  });

  it.each(KEYS)("%s is given to whom docs/security.md names, as it says, and to nobody else", (key) => {
    const given = policyOf(stack, key).map(({ principal, action, condition }) => ({
      key,
      who: principal === ROOT ? "the account" : principal,
      action,
      condition,
    }));
    const documented = documentedKeyRights(KEYS).filter((right) => right.key === key);
    expect(documented.length).toBeGreaterThan(0);
    expect(given.map((right) => JSON.stringify(right)).sort()).toEqual(
      documented.map((right) => JSON.stringify(right)).sort(),
    );
  });
});

describe("openers", () => {
  const openers = ["arn:aws:iam::111122223333:role/gateway", "arn:aws:iam::111122223333:role/support"];
  const stack = synthesizeWith({ ...stageOptions("dev"), openers });

  it("an opener may decrypt with the vault, within one application and one workspace", () => {
    expect(usersOf(stack, "Vault/Key")).toEqual([
      [WORKER, "kms:GenerateDataKey", CREDENTIALS_ONLY],
      ...openers.map((opener) => [opener, "kms:Decrypt", CREDENTIALS_ONLY]),
    ]);
  });

  it("an opener may read credentials from the table and list them, and nothing else of it", () => {
    const [replica] = propertiesOf(stack, "Credentials/Table").Replicas as [
      { readonly ResourcePolicy: { readonly PolicyDocument: unknown } },
    ];
    expect(statementsOf(replica.ResourcePolicy.PolicyDocument)).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: openers },
        Action: "dynamodb:BatchGetItem",
        Resource: "*",
        Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["CREDENTIAL#*"] } },
      },
      {
        Effect: "Allow",
        Principal: { AWS: openers },
        Action: "dynamodb:Query",
        Resource: "*",
        Condition: {
          "ForAllValues:StringLike": {
            "dynamodb:LeadingKeys": ["????????-????-????-????-????????????", "global"],
          },
          "ForAllValues:StringEquals": { "dynamodb:Attributes": [...READABLE_IN_LISTINGS] },
          StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
        },
      },
    ]);
  });

  it("an opener has nothing to do with the intake key", () => {
    expect(usersOf(stack, "IntakeKey/Key")).toEqual(usersOf(synthesize("dev"), "IntakeKey/Key"));
  });

  it("a stage as it comes has no openers", () => {
    expect(STAGES.map((stage) => stageOptions(stage).openers)).toEqual([[], []]);
  });
});

it("the key policies ask for the encryption context that the code gives", () => {
  for (const workspace of [null, "0df9e665-d932-5740-b2c7-b52af166bc11"]) {
    const names = Object.keys(vaultContext(workspace)).map((name) => `kms:EncryptionContext:${name}`);
    expect(names).toEqual(Object.values(CREDENTIALS_ONLY).flatMap((keys) => Object.keys(keys)));
  }
});
