import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { idsOfType, listStackResources } from "../../shared/operations/cloudformation-resources.ts";

/* What a deployment must know of its account beforehand. */

/** The stack's status, or undefined where there is none. */
export async function stackStatus(client: CloudFormationClient, stack: string): Promise<string | undefined> {
  const { Stacks = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stack }))
    .catch(absent({ Stacks: [] }));
  return Stacks[0]?.StackStatus;
}

/** The concurrent executions that no other function of the account has reserved. */
export async function availableConcurrency(
  lambda: LambdaClient,
  cloudformation: CloudFormationClient,
  stack: string,
): Promise<number> {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const resources = await listStackResources(cloudformation, stack).catch(absent([]));
  const reserved = await Promise.all(
    idsOfType(resources, "AWS::Lambda::Function").map(async (FunctionName) => {
      const { ReservedConcurrentExecutions = 0 } = await lambda.send(
        new GetFunctionConcurrencyCommand({ FunctionName }),
      );
      return ReservedConcurrentExecutions;
    }),
  );
  const own = reserved.reduce((sum, each) => sum + each, 0);
  return (AccountLimit?.UnreservedConcurrentExecutions ?? 0) + own;
}

/** CloudFormation has no error of its own for a stack that does not exist. */
const absent =
  <Answer>(answer: Answer) =>
  (error: unknown): Answer => {
    const { name, message } = error as Error;
    if (name === "ValidationError" && /does not exist/.test(message)) return answer;
    throw error;
  };
