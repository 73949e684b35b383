import { describe, expect, it } from "vitest";
import { PRODUCTION } from "../../infra/stages.ts";
import { ofType, propertiesOf, resource } from "../support/template/readable.ts";
import { STAGES, synthesize, synthesizeWith } from "./synthesize.ts";

describe.each([
  { stage: "dev", kept: false, policy: "Delete", replaced: "Delete" },
  { stage: "prod", kept: true, policy: "RetainExceptOnCreate", replaced: "Retain" },
] as const)("the table of $stage", ({ stage, kept, policy, replaced }) => {
  const stack = synthesize(stage);
  const table = propertiesOf(stack, "Credentials/Table");

  it("the table is the only one", () => {
    expect(
      [...stack.resources.values()].filter(({ Type }) => Type.startsWith("AWS::DynamoDB::")),
    ).toHaveLength(1);
  });

  it("the table is paid per request", () => {
    expect(table.BillingMode).toBe("PAY_PER_REQUEST");
  });

  it("the table has a partition key and a sort key", () => {
    expect(table.KeySchema).toEqual([
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ]);
    expect(table.AttributeDefinitions).toEqual(
      ["pk", "sk", "workspace", "position"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    );
  });

  it("the table has one index, the listing, and no attribute in it but keys", () => {
    expect(table.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: "listing",
        KeySchema: [
          { AttributeName: "workspace", KeyType: "HASH" },
          { AttributeName: "position", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ]);
    expect(table).not.toHaveProperty("LocalSecondaryIndexes");
  });

  it("the table streams what is, and not what was", () => {
    expect(table.StreamSpecification).toEqual({ StreamViewType: "NEW_IMAGE" });
  });

  it("the table is encrypted under a key that AWS manages", () => {
    expect(table.SSESpecification).toEqual({ SSEEnabled: true, SSEType: "KMS" });
  });

  it("the table stays in one region, recovers to any point in time, shares nothing, and is protected where data counts", () => {
    expect(table.Replicas).toEqual([
      {
        Region: `\${AWS::Region}`,
        DeletionProtectionEnabled: kept,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        GlobalSecondaryIndexes: [{ IndexName: "listing" }],
      },
    ]);
  });

  it(`the table answers the end of the stack with ${policy}`, () => {
    const { DeletionPolicy, UpdateReplacePolicy } = resource(stack, "Credentials/Table");
    expect({ DeletionPolicy, UpdateReplacePolicy }).toEqual({
      DeletionPolicy: policy,
      UpdateReplacePolicy: replaced,
    });
  });
});

it("the table and its listing take a throughput from the first minute that a stage asks for, and no stage does", () => {
  const asked = synthesizeWith({ ...PRODUCTION, warmReads: 12_000, warmWrites: 40_000 });
  const expected = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 40_000 };
  const table = propertiesOf(asked, "Credentials/Table");
  expect(table.WarmThroughput).toEqual(expected);
  expect(table.GlobalSecondaryIndexes).toMatchObject([{ IndexName: "listing", WarmThroughput: expected }]);
  for (const stage of STAGES)
    expect(propertiesOf(synthesize(stage), "Credentials/Table")).not.toHaveProperty("WarmThroughput");
});

it("no item of the table expires: an audit event has no end", () => {
  for (const stage of STAGES) {
    for (const { Properties } of ofType(synthesize(stage), "AWS::DynamoDB::GlobalTable").values()) {
      expect(Properties).not.toHaveProperty("TimeToLiveSpecification");
    }
  }
});
