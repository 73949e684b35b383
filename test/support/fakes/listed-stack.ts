import type { CloudFormationClient, StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { fakeClient } from "./fake-client.ts";

/** CloudFormation with one stack, whose resources it lists two at a time. */
export const listedStack = (
  resources: readonly Partial<StackResourceSummary>[],
  more: Parameters<typeof fakeClient>[0] = {},
): CloudFormationClient =>
  fakeClient<CloudFormationClient>({
    ListStackResourcesCommand: ({ NextToken = "0" }) => {
      const end = Number(NextToken) + 2;
      return {
        StackResourceSummaries: resources.slice(Number(NextToken), end),
        ...(end < resources.length && { NextToken: String(end) }),
      };
    },
    ...more,
  }).client;

/** CloudFormation without the stack that is asked for. */
export const noSuchStack = (): CloudFormationClient => {
  const refuse = () => {
    throw Object.assign(new Error("Stack with id x does not exist"), { name: "ValidationError" });
  };
  return fakeClient<CloudFormationClient>({
    DescribeStacksCommand: refuse,
    ListStackResourcesCommand: refuse,
  }).client;
};
