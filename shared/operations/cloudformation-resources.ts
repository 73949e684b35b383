import {
  type CloudFormationClient,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from "@aws-sdk/client-cloudformation";

/**
 * Every resource of a CloudFormation stack, page by page: DescribeStackResources leaves out what comes after the first
 * hundred, without a word. A name does for a stack that exists, an id also for one that was deleted within 90 days.
 * @throws what the SDK throws; a ValidationError where there is no such stack.
 */
export async function listStackResources(
  client: CloudFormationClient,
  stack: string,
): Promise<readonly StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListStackResourcesCommand({ StackName: stack, ...(token !== undefined && { NextToken: token }) }),
    );
    found.push(...(page.StackResourceSummaries ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

/**
 * The physical ids of the resources of one type that are there. CloudFormation also lists those that it took back or deleted,
 * for as long as the stack is one whose creation or deletion has failed.
 */
export const idsOfType = (
  resources: readonly Partial<StackResourceSummary>[],
  type: string,
): readonly string[] =>
  resources.flatMap(({ ResourceType, PhysicalResourceId, ResourceStatus }) =>
    ResourceType === type && PhysicalResourceId !== undefined && ResourceStatus !== "DELETE_COMPLETE"
      ? [PhysicalResourceId]
      : [],
  );
