import { expect, it } from "vitest";
import { STACK_POLICY } from "../../../../infra/deploy/stack-policy.ts";

it("no update may replace or remove what holds data or keys", () => {
  const [allow, deny] = STACK_POLICY.Statement;
  expect(allow).toMatchObject({ Effect: "Allow", Action: "Update:*" });
  expect(deny).toMatchObject({
    Effect: "Deny",
    Action: ["Update:Replace", "Update:Delete"],
    Condition: {
      StringEquals: { ResourceType: ["AWS::DynamoDB::GlobalTable", "AWS::KMS::Key", "AWS::S3::Bucket"] },
    },
  });
});
