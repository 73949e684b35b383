import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { expect, it } from "vitest";
import { critical, ok, runChecks, warning } from "../../../../cli/doctor/check.ts";
import { checkConsumers, checkStack } from "../../../../cli/doctor/check-resources.ts";
import { describeStack } from "../../../../cli/stack.ts";
import { KeyferryError } from "../../../../shared/kernel/errors.ts";
import { awsError, fakeClient } from "../../../support/fakes/fake-client.ts";

it("every check runs, and one that fails to run is critical, named without the message of AWS", async () => {
  const results = await runChecks([
    { name: "table", run: async () => ok("ACTIVE") },
    { name: "intake key", run: () => Promise.reject(awsError("AccessDeniedException")) },
    {
      name: "management keys",
      run: async () => {
        throw new KeyferryError("unavailable", "dynamodb:Query failed", { cause: awsError("Throttled") });
      },
    },
    { name: "alarms", run: async () => warning("there are none") },
    {
      name: "archive dead letters",
      run: async () => {
        throw new KeyferryError("not_found", "the stack x has no output ArchiveQueueUrl");
      },
    },
  ]);
  expect(results).toEqual([
    { check: "table", status: "ok", detail: "ACTIVE" },
    { check: "intake key", status: "critical", detail: "could not be checked: AccessDeniedException" },
    {
      check: "management keys",
      status: "critical",
      detail: "could not be checked: dynamodb:Query failed: Throttled",
    },
    { check: "alarms", status: "warning", detail: "there are none" },
    {
      check: "archive dead letters",
      status: "critical",
      detail: "could not be checked: the stack x has no output ArchiveQueueUrl",
    },
  ]);
});

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

it("a stack that does not exist is told from an AWS that cannot be asked", async () => {
  const failing = (name: string) =>
    fakeClient<CloudFormationClient>({
      DescribeStacksCommand: () => {
        throw awsError(name);
      },
    }).client;
  await expect(describeStack("x", failing("ValidationError"))).rejects.toMatchObject({
    kind: "not_found",
    message: "there is no stack x in this account and region",
  });
  await expect(describeStack("x", failing("Throttling"))).rejects.toMatchObject({ kind: "unavailable" });
});
