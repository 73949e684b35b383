import { type CloudFormationClient, DescribeStackEventsCommand } from "@aws-sdk/client-cloudformation";

export interface KeptResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/**
 * What the deletion of a stack has left, by its events: those say DELETE_SKIPPED on AWS and elsewhere, and CloudFormation
 * keeps them for 90 days under the stack's id. The newest event of a resource counts: an older one may tell of a resource
 * that an update has replaced.
 */
export async function keptByDeletion(
  client: CloudFormationClient,
  stackId: string,
): Promise<readonly KeptResource[]> {
  const kept: KeptResource[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeStackEventsCommand({
        StackName: stackId,
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    for (const event of page.StackEvents ?? []) {
      const { LogicalResourceId: logicalId = "", PhysicalResourceId: physicalId = "" } = event;
      if (seen.has(logicalId)) continue;
      seen.add(logicalId);
      if (event.ResourceStatus === "DELETE_SKIPPED") {
        kept.push({ logicalId, physicalId, type: event.ResourceType ?? "" });
      }
    }
    token = page.NextToken;
  } while (token !== undefined);
  return kept;
}
