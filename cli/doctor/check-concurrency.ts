import type { StackResourceSummary } from "@aws-sdk/client-cloudformation";
import {
  GetAccountSettingsCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { idsOfType } from "../../shared/operations/cloudformation-resources.ts";
import { UNRESERVED_MINIMUM } from "../../shared/operations/unreserved-minimum.ts";
import { type CheckResult, critical, ok, warning } from "./check.ts";

/** What AWS gives an account as a rule, and more than a deployment needs that nobody has sized otherwise. */
const USUAL = 1_000;

/**
 * Whether the account has enough concurrent executions. Doors occupy one each while they wait for the worker, which needs
 * others of the same account: in a small one, a deployment is limited to a few requests a second. Where it is not, its worker
 * has some reserved; what a limited one would need without its limits, nothing in it says.
 */
export async function checkConcurrency(
  resources: readonly Partial<StackResourceSummary>[],
  lambda: LambdaClient,
): Promise<CheckResult> {
  const reserved = await Promise.all(
    idsOfType(resources, "AWS::Lambda::Function").map(async (FunctionName) => {
      const { ReservedConcurrentExecutions } = await lambda.send(
        new GetFunctionConcurrencyCommand({ FunctionName }),
      );
      return { FunctionName, reserved: ReservedConcurrentExecutions };
    }),
  );
  const stopped = reserved.filter((each) => each.reserved === 0).map(({ FunctionName }) => FunctionName);
  if (stopped.length > 0) return critical(`${stopped.join(", ")} may not run: its reserved concurrency is 0`);

  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const total = AccountLimit?.ConcurrentExecutions ?? 0;
  const own = reserved.reduce((sum, each) => sum + (each.reserved ?? 0), 0);
  if (own > 0) return ok(`${total} executions in the account, ${own} of them reserved for the worker`);
  const needed = Math.max(USUAL, UNRESERVED_MINIMUM + (await mostWorkers(resources, lambda)));
  return (AccountLimit?.UnreservedConcurrentExecutions ?? 0) >= needed
    ? ok(`${total} executions in the account, none of them reserved`)
    : warning(
        `${total} executions in the account, none of them reserved for the worker: the deployment is limited to what fits, ` +
          `or was not told of them. Before production, ask for ${needed}: see "A new account" in docs/deploy.md`,
      );
}

/** The executions that the consumers of queues may use. */
async function mostWorkers(
  resources: readonly Partial<StackResourceSummary>[],
  lambda: LambdaClient,
): Promise<number> {
  const most = await Promise.all(
    idsOfType(resources, "AWS::Lambda::EventSourceMapping").map(async (UUID) => {
      const { ScalingConfig } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
      return ScalingConfig?.MaximumConcurrency ?? 0;
    }),
  );
  return most.reduce((sum, each) => sum + each, 0);
}
