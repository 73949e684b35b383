import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { callAws } from "../shared/kernel/call-aws.ts";
import { KeyferryError } from "../shared/kernel/errors.ts";

/** A CloudFormation stack, as far as the command looks at one. */
export interface Stack {
  readonly status: string;
  /** When it was created. Undefined where AWS does not say. */
  readonly createdAt: Date | undefined;
  readonly outputs: ReadonlyMap<string, string>;
}

/** @throws KeyferryError `not_found` for a stack that does not exist, `unavailable` where AWS cannot be asked. */
export async function describeStack(name: string, client: CloudFormationClient): Promise<Stack> {
  const { Stacks = [] } = await callAws("cloudformation:DescribeStacks", () =>
    client.send(new DescribeStacksCommand({ StackName: name })).catch((cause: unknown) => {
      if (!(cause instanceof Error) || cause.name !== "ValidationError") throw cause;
      throw new KeyferryError("not_found", "there is no such stack in this account and region", { cause });
    }),
  );
  const [stack] = Stacks;
  const outputs = stack?.Outputs ?? [];
  return {
    status: stack?.StackStatus ?? "unknown",
    createdAt: stack?.CreationTime,
    outputs: new Map(outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue])),
  };
}
