import { describe, expect, it } from "vitest";
import { keyferryApp } from "../../infra/app.ts";
import { contextOf, stackOf } from "../template/app-context.ts";
import { STAGES, synthesize, withOutdir } from "./synthesize.ts";

describe.each(STAGES)("the stack of %s", (stage) => {
  const stack = synthesize(stage);

  it("the stack tells where everything is", () => {
    expect(stack.outputs).toEqual({
      ApiUrl: { Value: `https://Api/Http.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/` },
      ApiId: { Value: "Api/Http" },
      CommandQueueUrl: { Value: "Commands/Queue" },
      ImportQueueUrl: { Value: "Imports/Queue" },
      UseQueueUrl: { Value: "Uses/Queue" },
      TableName: { Value: "Credentials/Table" },
      EventBusName: { Value: "Audit/Bus" },
      IntakeKeyId: { Value: "IntakeKey/Key" },
      VaultKeyId: { Value: "Vault/Key" },
      ArchiveQueueUrl: { Value: "Archive/Queue" },
      AuditArchiveName: { Value: "Archive/Bucket/Bucket" },
      AuditKeyId: { Value: "Archive/Key/Key" },
      AuditorName: { Value: "Archive/Auditor/Lambda" },
      WebhookSourcesPath: { Value: `/keyferry/keyferry-${stage}/webhooks` },
    });
  });

  it("the stack has no custom resource: nothing runs at deployment but CloudFormation", () => {
    const types = [...stack.resources.values()].map(({ Type }) => Type);
    expect(types.filter((type) => /^Custom::|^AWS::CloudFormation::/.test(type))).toEqual([]);
  });
});

describe("what outlives its stack", () => {
  const keptIn = (stage: (typeof STAGES)[number]) =>
    [...synthesize(stage).resources]
      .filter(([, { DeletionPolicy, UpdateReplacePolicy }]) =>
        [DeletionPolicy, UpdateReplacePolicy].some((policy) => policy?.startsWith("Retain")),
      )
      .map(([name]) => name)
      .sort();

  it("the data and the keys of prod outlive their stack", () => {
    expect(keptIn("prod")).toEqual([
      "Archive/Bucket/Bucket",
      "Archive/Key/Key",
      "Credentials/Table",
      "IntakeKey/Key",
      "Vault/Key",
    ]);
  });

  it("no resource of dev outlives its stack", () => {
    expect(keptIn("dev")).toEqual([]);
  });
});

it.each([
  { stage: "dev", context: {}, protectedFromDeletion: false },
  { stage: "prod", context: {}, protectedFromDeletion: true },
  { stage: "prod", context: { protectData: "false" }, protectedFromDeletion: false },
])(
  "the stack keyferry-$stage under $context is protected from deletion: $protectedFromDeletion",
  (expected) => {
    withOutdir((outdir) => {
      const context = { ...contextOf(expected.stage, "aws"), ...expected.context };
      const stack = stackOf(keyferryApp({ outdir, context }));
      expect(stack.stackName).toBe(`keyferry-${expected.stage}`);
      expect(stack.terminationProtection).toBe(expected.protectedFromDeletion);
    });
  },
);
