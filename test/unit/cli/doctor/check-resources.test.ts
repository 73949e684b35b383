import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { critical, ok } from "../../../../cli/doctor/check.ts";
import { checkConsumers, checkKey, checkStack } from "../../../../cli/doctor/check-resources.ts";
import { fakeClient } from "../../../support/fakes/fake-client.ts";

const stackOf = (status: string) =>
  fakeClient<CloudFormationClient>({
    DescribeStacksCommand: () => ({
      Stacks: [{ StackStatus: status, Outputs: [{ OutputKey: "TableName", OutputValue: "t" }] }],
    }),
  }).client;

it.each([
  ["CREATE_COMPLETE", "ok"],
  ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "ok"],
  ["UPDATE_ROLLBACK_COMPLETE", "critical"],
  ["ROLLBACK_COMPLETE", "critical"],
])("a stack that is %s is %s", async (state, status) => {
  expect(await checkStack("x", stackOf(state))).toEqual({ status, detail: `x is ${state}` });
});

it("a consumer that is off is critical", async () => {
  const resources = [
    { ResourceType: "AWS::Lambda::EventSourceMapping", PhysicalResourceId: "commands" },
    { ResourceType: "AWS::Lambda::Function", PhysicalResourceId: "worker" },
    { ResourceType: "AWS::Lambda::EventSourceMapping", PhysicalResourceId: "imports" },
  ];
  const lambdaOf = (states: Record<string, string>) =>
    fakeClient<LambdaClient>({
      GetEventSourceMappingCommand: ({ UUID }) => ({ State: states[UUID] }),
    }).client;
  const check = (commands: string) => checkConsumers(resources, lambdaOf({ commands, imports: "Enabled" }));
  expect(await check("Enabled")).toEqual(ok("all 2 are enabled"));
  expect(await check("Disabled")).toEqual(critical("1 of 2 are Disabled: their messages wait"));
});

it("a key whose policy names a role that was deleted is critical, and so is a key that is not enabled", async () => {
  const keyOf = (KeyState: string, ...principals: readonly string[]) =>
    fakeClient<KMSClient>({
      DescribeKeyCommand: () => ({ KeyMetadata: { KeyState } }),
      GetKeyPolicyCommand: () => ({
        Policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { AWS: principals } }] }),
      }),
    }).client;
  const alive = "arn:aws:iam::111122223333:role/AROAD-worker";
  expect(await checkKey(keyOf("Enabled", alive), "k")).toEqual(ok("Enabled"));
  expect(await checkKey(keyOf("Disabled", alive), "k")).toMatchObject({ status: "critical" });
  for (const dead of ["AROA1234567890EXAMPLE", "AIDA1234567890EXAMPLE"]) {
    const { status, detail } = await checkKey(keyOf("Enabled", alive, dead, dead), "k");
    expect(status).toBe("critical");
    expect(detail).toContain(`its policy names ${dead}, which no longer exists`);
  }
});
