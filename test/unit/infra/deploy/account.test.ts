import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { availableConcurrency, stackStatus } from "../../../../infra/deploy/account.ts";
import { fakeClient } from "../../../support/fakes/fake-client.ts";
import { listedStack, noSuchStack } from "../../../support/fakes/listed-stack.ts";

const lambdaWith = (unreserved: number, reserved: Readonly<Record<string, number>>) =>
  fakeClient<LambdaClient>({
    GetAccountSettingsCommand: () => ({ AccountLimit: { UnreservedConcurrentExecutions: unreserved } }),
    GetFunctionConcurrencyCommand: ({ FunctionName }) => ({
      ReservedConcurrentExecutions: reserved[FunctionName],
    }),
  }).client;

const stack = listedStack([
  { ResourceType: "AWS::Lambda::Function", PhysicalResourceId: "worker" },
  { ResourceType: "AWS::SQS::Queue", PhysicalResourceId: "commands" },
  { ResourceType: "AWS::Lambda::Function", PhysicalResourceId: "api" },
]);

it("the executions for a deployment are those that nobody has reserved, and those that it has reserved itself", async () => {
  expect(await availableConcurrency(lambdaWith(940, { worker: 60 }), stack, "x")).toBe(1_000);
  expect(await availableConcurrency(lambdaWith(10, {}), noSuchStack(), "x")).toBe(10);
});

it("a function that a failed first deployment took back is not asked for what it has reserved", async () => {
  const rolledBack = listedStack([
    {
      ResourceType: "AWS::Lambda::Function",
      PhysicalResourceId: "worker",
      ResourceStatus: "DELETE_COMPLETE",
    },
  ]);
  const lambda = fakeClient<LambdaClient>({
    GetAccountSettingsCommand: () => ({ AccountLimit: { UnreservedConcurrentExecutions: 1_000 } }),
    GetFunctionConcurrencyCommand: () => {
      throw Object.assign(new Error("Function not found"), { name: "ResourceNotFoundException" });
    },
  }).client;
  expect(await availableConcurrency(lambda, rolledBack, "x")).toBe(1_000);
});

it("a stack that does not exist has no status, and any other failure is one", async () => {
  expect(await stackStatus(noSuchStack(), "x")).toBeUndefined();
  const denied = fakeClient<CloudFormationClient>({
    DescribeStacksCommand: () => {
      throw Object.assign(new Error("no"), { name: "AccessDenied" });
    },
  }).client;
  await expect(stackStatus(denied, "x")).rejects.toThrow("no");
});
