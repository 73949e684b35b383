import { describe, expect, it } from "vitest";
import {
  KEY_ATTRIBUTES,
  LINK_TOKEN_HASH,
  PENDING_ATTRIBUTES,
  READABLE_BY_DOORS,
  READABLE_BY_WORKER,
  READABLE_IN_RECORDS,
  STORED_EVENT,
} from "../../shared/table/table-layout.ts";
import { ofType, propertiesOf } from "../support/template/readable.ts";
import { rightsByRole, sorted } from "../support/template/rights.ts";
import { attributeSets, documentedRights } from "./security-document.ts";
import { STAGES, synthesize } from "./synthesize.ts";

const TABLE = "Credentials/Table.Arn";
const BUCKET = "Archive/Bucket/Bucket.Arn";

describe.each(STAGES)("the identities of %s", (stage) => {
  const stack = synthesize(stage);
  const documented = documentedRights(stage);
  const roles = rightsByRole(stack);
  const all = [...roles].flatMap(([role, rights]) => rights.map((right) => ({ role, right })));
  const holdersOf = (action: RegExp) =>
    all.filter(({ right }) => action.test(right[0])).map(({ role, right: [name, on] }) => [role, name, on]);

  it("the roles are those of docs/security.md", () => {
    expect([...roles.keys()].sort()).toEqual([...documented.keys()].sort());
    expect(roles.size).toBe(7);
  });

  it.each([...documented])("%s may do what docs/security.md says and nothing else", (role, rights) => {
    expect(sorted(roles.get(role) ?? [])).toEqual(sorted(rights));
  });

  it("every function has one role, which Lambda alone may take on", () => {
    const functions = [...ofType(stack, "AWS::Lambda::Function").values()];
    expect(functions.map(({ Properties }) => Properties.Role).sort()).toEqual(
      [...roles.keys()].map((role) => `${role}.Arn`).sort(),
    );
    for (const role of roles.keys()) {
      expect(propertiesOf(stack, role).AssumeRolePolicyDocument).toEqual({
        Version: "2012-10-17",
        Statement: [
          { Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" } },
        ],
      });
    }
  });

  it("every role has its rights in one policy: none managed, none inline, none on a user or a group", () => {
    const types = [...stack.resources.values()].map(({ Type }) => Type);
    expect(new Set(types.filter((type) => type.startsWith("AWS::IAM::")))).toEqual(
      new Set(["AWS::IAM::Role", "AWS::IAM::Policy"]),
    );
    for (const role of roles.keys()) {
      expect(propertiesOf(stack, role)).not.toHaveProperty("ManagedPolicyArns");
      expect(propertiesOf(stack, role)).not.toHaveProperty("Policies");
    }
    for (const { Properties } of ofType(stack, "AWS::IAM::Policy").values()) {
      expect(Properties.Roles).toHaveLength(1);
      expect(Properties).not.toHaveProperty("Users");
      expect(Properties).not.toHaveProperty("Groups");
    }
  });

  it("every policy fits into what IAM allows for the inline policies of a role, with room for longer names", () => {
    for (const { Properties } of ofType(stack, "AWS::IAM::Policy").values()) {
      expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(10_240 / 1.5);
    }
  });

  it("no right has a wildcard, neither in an action nor in a resource, but for the objects of the archive", () => {
    const wild = all.filter(({ right: [action, on] }) => `${action} ${on}`.includes("*"));
    expect(
      wild.filter(({ right: [, on] }) => !/^Archive\/Bucket\/Bucket\.Arn\/(events|digests)\/\*$/.test(on)),
    ).toEqual([]);
  });

  it("no role may delete from the archive, and none both writes events and vouches for them", () => {
    expect(
      holdersOf(/^s3:(Delete|PutObjectRetention|PutObjectLegalHold|Bypass|PutBucket|PutLifecycle)/),
    ).toEqual([]);
    expect(holdersOf(/^s3:PutObject$/).sort()).toEqual([
      ["Archive/Archiver/Role", "s3:PutObject", `${BUCKET}/events/*`],
      ["Archive/Auditor/Role", "s3:PutObject", `${BUCKET}/digests/*`],
    ]);
  });

  it("the roles use KMS as far as sealing, opening and storing need, and none may decrypt what is stored", () => {
    expect(holdersOf(/^kms:(?!GetPublicKey$)/).sort()).toEqual([
      ["Archive/Auditor/Role", "kms:Sign", "Archive/Key/Key.Arn"],
      ["Worker/Function/Role", "kms:Decrypt", "IntakeKey/Key.Arn"],
      ["Worker/Function/Role", "kms:GenerateDataKey", "Vault/Key.Arn"],
    ]);
  });

  it("the relay alone deletes items, and nothing but outbox entries", () => {
    expect(holdersOf(/Delete(Item|Table|Backup)|BatchWrite/)).toEqual([
      ["Relay/Function/Role", "dynamodb:BatchWriteItem", TABLE],
    ]);
    const [, , condition] =
      roles.get("Relay/Function/Role")?.find(([action]) => /BatchWrite/.test(action)) ?? [];
    expect(condition).toMatchObject({
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["OUTBOX#*"] },
      "ForAllValues:StringEquals": { "dynamodb:Attributes": ["pk", "sk"] },
    });
  });

  it("no role can overwrite an event or a credential, and none can change a credential without its event", () => {
    expect(holdersOf(/^dynamodb:(PutItem|PartiQL(?!Insert)|Transact|Delete)/)).toEqual([]);
    const reaches = ({ right: [, , condition] }: (typeof all)[number], partition: string) =>
      JSON.stringify(condition?.["ForAllValues:StringLike"] ?? "").includes(`"${partition}"`);
    const writes = all.filter(({ right: [action] }) => /:(UpdateItem|PartiQLInsert)$/.test(action));
    const onLog = writes.filter((write) => reaches(write, "AUDIT#*"));
    expect(onLog.map(({ role, right: [action] }) => [role, action])).toEqual([
      ["Relay/Function/Role", "dynamodb:PartiQLInsert"],
    ]);
    const onCredentials = writes.filter((write) => reaches(write, "CREDENTIAL#*"));
    expect(onCredentials).toHaveLength(2);
    for (const { role, right } of onCredentials) {
      expect(role).toBe("Worker/Function/Role");
      expect(right[2]).toMatchObject({
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["CREDENTIAL#*", "LINK#*"] },
        "ForAnyValue:StringEquals": { "dynamodb:Attributes": ["news"] },
      });
    }
  });

  it("the table is read by name of the attributes, and no role may name a ciphertext", () => {
    expect(
      holdersOf(/GetItem$|PartiQLSelect|TransactGet/).filter(([, name]) => name !== "dynamodb:BatchGetItem"),
    ).toEqual([]);
    expect(holdersOf(/Scan/)).toEqual([["Relay/Function/Role", "dynamodb:Scan", TABLE]]);
    const reads = all.filter(({ right: [action] }) => /^dynamodb:(BatchGetItem|Query|Scan)$/.test(action));
    expect(reads.length).toBeGreaterThan(0);
    for (const { right } of reads) {
      const attributes = right[2]?.["ForAllValues:StringEquals"]?.["dynamodb:Attributes"] as string[];
      expect(right[2]).toMatchObject({ StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" } });
      expect(attributes.filter((name) => (KEY_ATTRIBUTES as readonly string[]).includes(name))).toEqual([]);
    }
  });

  it("the worker alone sees the sealed fingerprint key", () => {
    expect(READABLE_BY_WORKER).toContain("sealed");
    expect([...READABLE_BY_DOORS, ...STORED_EVENT, ...READABLE_IN_RECORDS]).not.toContain("sealed");
  });
});

it.each(attributeSets)(
  "the set of attributes $name lacks what docs/security.md says",
  ({ attributes, without }) => {
    const guarded = [...KEY_ATTRIBUTES, ...PENDING_ATTRIBUTES, LINK_TOKEN_HASH];
    expect([...without].sort()).toEqual(guarded.filter((name) => !attributes.includes(name)).sort());
  },
);
