import { describe, expect, it } from "vitest";
import {
  KEY_ATTRIBUTES,
  READABLE_BY_DOORS,
  READABLE_BY_RELAY,
  READABLE_BY_WORKER,
} from "../../shared/adapters/table-layout.ts";
import { ofType, propertiesOf } from "./readable.ts";
import { type Condition, type Right, rightsByRole, sorted } from "./rights.ts";
import { STAGES, synthesize } from "./synthesize.ts";

const TABLE = "Credentials/Table.Arn";
const BUCKET = "Archive/Bucket/Bucket.Arn";
const STREAM = "Credentials/Table.StreamArn";

const partitions = (...prefixes: readonly string[]): Condition => ({
  "ForAllValues:StringLike": { "dynamodb:LeadingKeys": prefixes },
});
const only = (attributes: readonly string[]): Condition => ({
  "ForAllValues:StringEquals": { "dynamodb:Attributes": attributes },
  StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
});
const inTransaction: Condition = {
  "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": "TransactWriteItems" },
};

const logsOf = (name: string): readonly Right[] => [
  ["logs:CreateLogStream", `${name}/Logs.Arn`],
  ["logs:PutLogEvents", `${name}/Logs.Arn`],
];
const consume = (queue: string): readonly Right[] => [
  ["sqs:ReceiveMessage", queue],
  ["sqs:DeleteMessage", queue],
  ["sqs:GetQueueAttributes", queue],
];

/** Every role with all that it may do. A right that is not written here fails the test, and so does a missing one. */
const rightsOf = (stage: (typeof STAGES)[number]): Readonly<Record<string, readonly Right[]>> => ({
  "Api/Function/Role": [
    ...logsOf("Api/Function"),
    ["kms:GetPublicKey", "IntakeKey/Key.Arn"],
    ["sqs:SendMessage", "Commands/Queue.Arn"],
    ["sqs:SendMessage", "Imports/Queue.Arn"],
    [
      "dynamodb:BatchGetItem",
      TABLE,
      { ...partitions("CREDENTIAL#*", "AUDIT#*", "MANAGEMENT_KEY#*"), ...only(READABLE_BY_DOORS) },
    ],
    ["dynamodb:Query", TABLE, { ...partitions("AUDIT#*", "IMPORT#*"), ...only(READABLE_BY_DOORS) }],
    ["dynamodb:Query", `${TABLE}/index/listing`, only(READABLE_BY_DOORS)],
  ],
  "Webhooks/Function/Role": [
    ...logsOf("Webhooks/Function"),
    ["kms:GetPublicKey", "IntakeKey/Key.Arn"],
    ["sqs:SendMessage", "Commands/Queue.Arn"],
    ["ssm:GetParametersByPath", sourcesOf(stage)],
  ],
  "Worker/Function/Role": [
    ...logsOf("Worker/Function"),
    ...consume("Commands/Queue.Arn"),
    ...consume("Imports/Queue.Arn"),
    ["kms:GetPublicKey", "IntakeKey/Key.Arn"],
    [
      "kms:Decrypt",
      "IntakeKey/Key.Arn",
      { StringEquals: { "kms:EncryptionAlgorithm": "RSAES_OAEP_SHA_256" } },
    ],
    [
      "kms:GenerateDataKey",
      "Vault/Key.Arn",
      {
        StringEquals: { "kms:EncryptionContext:app": "keyferry" },
        Null: { "kms:EncryptionContext:workspace_id": "false" },
      },
    ],
    [
      "dynamodb:BatchGetItem",
      TABLE,
      { ...partitions("CREDENTIAL#*", "AUDIT#*", "DEPLOYMENT"), ...only(READABLE_BY_WORKER) },
    ],
    [
      "dynamodb:PutItem",
      TABLE,
      { ...partitions("CREDENTIAL#*", "AUDIT#*", "OUTBOX#*", "IMPORT#*", "DEPLOYMENT"), ...inTransaction },
    ],
    ["dynamodb:UpdateItem", TABLE, { ...partitions("CREDENTIAL#*"), ...inTransaction }],
    [
      "dynamodb:UpdateItem",
      TABLE,
      {
        ...partitions("MANAGEMENT_KEY#*"),
        ...inTransaction,
        "ForAllValues:StringEquals": { "dynamodb:Attributes": ["pk", "sk", "last_used_at"] },
      },
    ],
  ],
  "Relay/Function/Role": [
    ...logsOf("Relay/Function"),
    ["dynamodb:DescribeStream", STREAM],
    ["dynamodb:GetRecords", STREAM],
    ["dynamodb:GetShardIterator", STREAM],
    ["dynamodb:ListStreams", STREAM],
    ["dynamodb:Query", TABLE, { ...partitions("OUTBOX#*"), ...only(READABLE_BY_RELAY) }],
    ["dynamodb:BatchGetItem", TABLE, { ...partitions("AUDIT#*"), ...only(READABLE_BY_RELAY) }],
    ["dynamodb:BatchWriteItem", TABLE, partitions("OUTBOX#*")],
    ["events:PutEvents", "Audit/Bus.Arn", { StringEquals: { "events:source": "keyferry" } }],
  ],
  "Archive/Archiver/Role": [
    ...logsOf("Archive/Archiver"),
    ...consume("Archive/Queue.Arn"),
    ["s3:PutObject", `${BUCKET}/events/*`],
  ],
  "Archive/Auditor/Role": [
    ...logsOf("Archive/Auditor"),
    ["s3:ListBucket", BUCKET],
    ["s3:GetObject", `${BUCKET}/events/*`],
    ["s3:GetObject", `${BUCKET}/digests/*`],
    ["s3:PutObject", `${BUCKET}/digests/*`],
    ["kms:Sign", "Archive/Key/Key.Arn", { StringEquals: { "kms:SigningAlgorithm": "ECDSA_SHA_256" } }],
  ],
});

/** A right on a path is one on all below it. */
const sourcesOf = (stage: string): string =>
  `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/keyferry/keyferry-${stage}/webhooks`;

describe.each(STAGES)("the identities of %s", (stage) => {
  const stack = synthesize(stage);
  const RIGHTS = rightsOf(stage);
  const roles = rightsByRole(stack);
  const all = [...roles].flatMap(([role, rights]) => rights.map((right) => ({ role, right })));
  const holdersOf = (action: RegExp) =>
    all.filter(({ right }) => action.test(right[0])).map(({ role, right: [name, on] }) => [role, name, on]);

  it("are these roles", () => {
    expect([...roles.keys()].sort()).toEqual(Object.keys(RIGHTS).sort());
  });

  it.each(Object.entries(RIGHTS))("%s may do this and nothing else", (role, rights) => {
    expect(sorted(roles.get(role) ?? [])).toEqual(sorted(rights));
  });

  it("are one per function, and only Lambda may take them on", () => {
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

  it("have their rights in one policy each: none managed, none inline, none on a user or a group", () => {
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

  it("fit into what IAM allows for the inline policies of a role, with room for longer names", () => {
    for (const { Properties } of ofType(stack, "AWS::IAM::Policy").values()) {
      expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(10_240 / 1.5);
    }
  });

  it("have no wildcard, neither in an action nor in a resource, but for the objects of the archive", () => {
    const wild = all.filter(({ right: [action, on] }) => `${action} ${on}`.includes("*"));
    expect(
      wild.filter(({ right: [, on] }) => !/^Archive\/Bucket\/Bucket\.Arn\/(events|digests)\/\*$/.test(on)),
    ).toEqual([]);
  });

  it("never delete from the archive, and none both writes events and vouches for them", () => {
    expect(
      holdersOf(/^s3:(Delete|PutObjectRetention|PutObjectLegalHold|Bypass|PutBucket|PutLifecycle)/),
    ).toEqual([]);
    expect(holdersOf(/^s3:PutObject$/).sort()).toEqual([
      ["Archive/Archiver/Role", "s3:PutObject", `${BUCKET}/events/*`],
      ["Archive/Auditor/Role", "s3:PutObject", `${BUCKET}/digests/*`],
    ]);
  });

  it("use KMS as far as sealing, opening and storing need, and none may decrypt what is stored", () => {
    expect(holdersOf(/^kms:(?!GetPublicKey$)/).sort()).toEqual([
      ["Archive/Auditor/Role", "kms:Sign", "Archive/Key/Key.Arn"],
      ["Worker/Function/Role", "kms:Decrypt", "IntakeKey/Key.Arn"],
      ["Worker/Function/Role", "kms:GenerateDataKey", "Vault/Key.Arn"],
    ]);
  });

  it("delete nothing but outbox entries, which the relay does", () => {
    expect(holdersOf(/Delete(Item|Table|Backup)|BatchWrite/)).toEqual([
      ["Relay/Function/Role", "dynamodb:BatchWriteItem", TABLE],
    ]);
    const [, , condition] =
      roles.get("Relay/Function/Role")?.find(([action]) => /BatchWrite/.test(action)) ?? [];
    expect(condition).toEqual(partitions("OUTBOX#*"));
  });

  it("write the table only in the worker's transactions", () => {
    for (const { role, right } of all.filter(({ right: [action] }) => /:(Put|Update)Item$/.test(action))) {
      expect(role).toBe("Worker/Function/Role");
      expect(right[2]).toMatchObject(inTransaction);
    }
  });

  it("read the table by name of the attributes, and none names a ciphertext", () => {
    expect(
      holdersOf(/GetItem$|Scan|PartiQL|TransactGet/).filter(([, name]) => name !== "dynamodb:BatchGetItem"),
    ).toEqual([]);
    const reads = all.filter(({ right: [action] }) => /^dynamodb:(BatchGetItem|Query)$/.test(action));
    expect(reads.length).toBeGreaterThan(0);
    for (const { right } of reads) {
      const attributes = right[2]?.["ForAllValues:StringEquals"]?.["dynamodb:Attributes"] as string[];
      expect(right[2]).toMatchObject({ StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" } });
      expect(attributes.filter((name) => (KEY_ATTRIBUTES as readonly string[]).includes(name))).toEqual([]);
    }
  });

  it("see the sealed fingerprint key in the worker only", () => {
    expect(READABLE_BY_WORKER).toContain("sealed");
    expect([...READABLE_BY_DOORS, ...READABLE_BY_RELAY]).not.toContain("sealed");
  });
});
