import { describe, expect, it } from "vitest";
import { adoptStage } from "../../../../infra/deploy/adopt-stage.ts";
import { fakeCloudFormation } from "../../../support/fakes/fake-cloudformation.ts";

const KEPT = { DeletionPolicy: "RetainExceptOnCreate" };
const TEMPLATE = {
  Resources: {
    Table: { Type: "AWS::DynamoDB::GlobalTable", ...KEPT, Properties: { BillingMode: "PAY_PER_REQUEST" } },
    Key: {
      Type: "AWS::KMS::Key",
      ...KEPT,
      Properties: {
        KeyPolicy: {
          Statement: [
            { Sid: "Account", Principal: { AWS: { "Fn::Join": ["", [{ Ref: "AWS::Partition" }]] } } },
            { Sid: "Worker", Principal: { AWS: { "Fn::GetAtt": ["Role", "Arn"] } } },
          ],
        },
      },
    },
    Role: { Type: "AWS::IAM::Role", Properties: {} },
  },
};

const stack = () =>
  fakeCloudFormation({
    name: "keyferry-prod",
    template: TEMPLATE,
    resources: [
      { LogicalResourceId: "Table", ResourceType: "AWS::DynamoDB::GlobalTable", PhysicalResourceId: "t-1" },
      { LogicalResourceId: "Key", ResourceType: "AWS::KMS::Key", PhysicalResourceId: "k-1" },
      { LogicalResourceId: "Role", ResourceType: "AWS::IAM::Role", PhysicalResourceId: "r-1" },
    ],
  });

async function adopt(
  cloudformation: ReturnType<typeof stack>,
  named = {},
  template = TEMPLATE,
  consent = true,
) {
  const said: string[] = [];
  const exit = await adoptStage(
    { stage: "prod", template, named },
    { cloudformation: cloudformation.client, say: (text) => said.push(text), confirm: async () => consent },
  );
  const imported = cloudformation.calls.find(({ name }) => name === "CreateChangeSetCommand")?.input;
  return { exit, said: said.join("\n"), imported };
}

async function deleted() {
  const cloudformation = stack();
  const { DeleteStackCommand } = await import("@aws-sdk/client-cloudformation");
  await cloudformation.client.send(new DeleteStackCommand({ StackName: "keyferry-prod" }));
  return cloudformation;
}

describe("adopting what a deleted stack has left", () => {
  it("a stack is made of what was kept, and of nothing else", async () => {
    const cloudformation = await deleted();
    const { exit, imported, said } = await adopt(cloudformation);
    expect(exit).toBe(0);
    expect(cloudformation.status()).toBe("IMPORT_COMPLETE");
    expect(said).toContain("npm run deploy -- --stage prod");
    expect(imported).toMatchObject({
      ChangeSetType: "IMPORT",
      ResourcesToImport: [
        {
          LogicalResourceId: "Table",
          ResourceType: "AWS::DynamoDB::GlobalTable",
          ResourceIdentifier: { TableName: "t-1" },
        },
        { LogicalResourceId: "Key", ResourceType: "AWS::KMS::Key", ResourceIdentifier: { KeyId: "k-1" } },
      ],
    });
    expect(JSON.parse(imported.TemplateBody)).toEqual({
      Resources: {
        Table: { ...TEMPLATE.Resources.Table, DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" },
        Key: {
          Type: "AWS::KMS::Key",
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Properties: { KeyPolicy: { Statement: [expect.objectContaining({ Sid: "Account" })] } },
        },
      },
    });
  });

  it("a resource can be named by hand, in the place of what CloudFormation remembers or has forgotten", async () => {
    const forgotten = fakeCloudFormation({
      name: "keyferry-prod",
      template: {},
      resources: [],
      isForgotten: true,
    });
    const { exit, said } = await adopt(forgotten, { Table: "t-2" });
    expect(exit).toBe(2);
    expect(said).toContain("have left: Key.");
    const { imported, exit: done } = await adopt(forgotten, { Table: "t-2", Key: "k-2" });
    expect(done).toBe(0);
    expect(imported.ResourcesToImport).toMatchObject([
      { ResourceIdentifier: { TableName: "t-2" } },
      { ResourceIdentifier: { KeyId: "k-2" } },
    ]);
  });

  it("a refusal is told with CloudFormation's reason, and leaves nothing in the way of the next try", async () => {
    const refusing = fakeCloudFormation({
      name: "keyferry-prod",
      template: {},
      resources: [],
      isForgotten: true,
      refusesImport: "t-2 does not exist",
    });
    const { exit, said } = await adopt(refusing, { Table: "t-2", Key: "k-2" });
    expect(exit).toBe(1);
    expect(said).toContain("CloudFormation does not import this: t-2 does not exist");
    expect(refusing.calls.at(-1)?.name).toBe("DeleteChangeSetCommand");
  });

  it("nothing is adopted into a stack that is there, by a stage that keeps nothing, or without consent", async () => {
    expect((await adopt(stack())).exit).toBe(2);
    const nothing = { Resources: {} } as unknown as typeof TEMPLATE;
    expect((await adopt(await deleted(), {}, nothing)).exit).toBe(2);
    const { exit, imported } = await adopt(await deleted(), {}, TEMPLATE, false);
    expect({ exit, imported }).toEqual({ exit: 1, imported: undefined });
  });
});
