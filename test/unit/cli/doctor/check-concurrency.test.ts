import type { LambdaClient } from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { critical, ok } from "../../../../cli/doctor/check.ts";
import { checkConcurrency } from "../../../../cli/doctor/check-concurrency.ts";
import { neededConcurrency } from "../../../../infra/concurrency.ts";
import { PRODUCTION } from "../../../../infra/stages.ts";
import { fakeClient } from "../../../support/fakes/fake-client.ts";

const RESOURCES = [
  { ResourceType: "AWS::Lambda::Function", PhysicalResourceId: "api" },
  { ResourceType: "AWS::Lambda::Function", PhysicalResourceId: "worker" },
  { ResourceType: "AWS::Lambda::EventSourceMapping", PhysicalResourceId: "commands" },
  { ResourceType: "AWS::Lambda::EventSourceMapping", PhysicalResourceId: "stream" },
];

/** The check in an account with so many executions, of which some are reserved, by function. */
const check = (total: number, reserved: Readonly<Record<string, number>> = {}) =>
  checkConcurrency(
    RESOURCES,
    fakeClient<LambdaClient>({
      GetAccountSettingsCommand: () => ({
        AccountLimit: {
          ConcurrentExecutions: total,
          UnreservedConcurrentExecutions:
            total - Object.values(reserved).reduce((sum, each) => sum + each, 0),
        },
      }),
      GetFunctionConcurrencyCommand: ({ FunctionName }) => ({
        ReservedConcurrentExecutions: reserved[FunctionName],
      }),
      GetEventSourceMappingCommand: ({ UUID }) =>
        UUID === "commands" ? { ScalingConfig: { MaximumConcurrency: 50 } } : {},
    }).client,
  );

it("an account whose executions limit the deployment is a warning, whatever the limits are", async () => {
  const largest = neededConcurrency(PRODUCTION) - 1;
  for (const total of [10, 149, largest]) {
    const { status, detail } = await check(total);
    expect(status).toBe("warning");
    expect(detail).toMatch(
      new RegExp(`^${total} executions in the account, .* ask for 1000: .*docs/deploy.md`),
    );
  }
});

it("an account with enough executions is fine, whether they are reserved or not", async () => {
  expect(await check(1_000)).toEqual(ok("1000 executions in the account, none of them reserved"));
  expect(await check(270, { worker: 56 })).toEqual(
    ok("270 executions in the account, 56 of them reserved for the worker"),
  );
  expect(await check(1_000, { worker: 60 })).toEqual(
    ok("1000 executions in the account, 60 of them reserved for the worker"),
  );
});

it("a function that was stopped is critical", async () => {
  expect(await check(1_000, { api: 0 })).toEqual(critical("api may not run: its reserved concurrency is 0"));
});
