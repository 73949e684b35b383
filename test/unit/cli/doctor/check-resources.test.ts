import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { expect, it } from "vitest";
import { critical, ok } from "../../../../cli/doctor/check.ts";
import { checkConsumers, checkStack } from "../../../../cli/doctor/check-resources.ts";
import { fakeClient } from "../../../support/fakes/fake-client.ts";

const stackOf = (status: string) =>
  fakeClient<CloudFormationClient>({
    DescribeStacksCommand: () => ({
      Stacks: [{ StackStatus: status, Outputs: [{ OutputKey: "TableName", OutputValue: "t" }] }],
    }),
    DescribeStackResourcesCommand: () => ({
      StackResources: [
        { ResourceType: "AWS::Lambda::EventSourceMapping", PhysicalResourceId: "commands" },
        { ResourceType: "AWS::Lambda::Function", PhysicalResourceId: "worker" },
        { ResourceType: "AWS::Lambda::EventSourceMapping", PhysicalResourceId: "imports" },
      ],
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
  const lambdaOf = (states: Record<string, string>) =>
    fakeClient<Parameters<typeof checkConsumers>[2]>({
      GetEventSourceMappingCommand: ({ UUID }) => ({ State: states[UUID] }),
    }).client;
  const check = (commands: string) =>
    checkConsumers("x", stackOf("CREATE_COMPLETE"), lambdaOf({ commands, imports: "Enabled" }));
  expect(await check("Enabled")).toEqual(ok("all 2 are enabled"));
  expect(await check("Disabled")).toEqual(critical("1 of 2 are Disabled: their messages wait"));
});
