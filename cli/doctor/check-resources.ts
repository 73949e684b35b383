import type { CloudFormationClient, StackResourceSummary } from "@aws-sdk/client-cloudformation";
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, GetKeyPolicyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { GetEventSourceMappingCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { idsOfType } from "../../shared/operations/cloudformation-resources.ts";
import type { Table } from "../../shared/table/dynamodb-reads.ts";
import { describeStack } from "../stack.ts";
import { type CheckResult, critical, ok } from "./check.ts";

/* Whether the parts of a deployment are there, and configured as they must be. */

export async function checkStack(name: string, client: CloudFormationClient): Promise<CheckResult> {
  const { status } = await describeStack(name, client);
  const detail = `${name} is ${status}`;
  return /^(CREATE|UPDATE)_COMPLETE/.test(status) ? ok(detail) : critical(detail);
}

export async function checkApi(apiUrl: string): Promise<CheckResult> {
  const answer = await fetch(`${apiUrl}/health`, { signal: AbortSignal.timeout(10_000) }).catch(
    () => undefined,
  );
  if (answer === undefined) return critical(`${apiUrl} does not answer`);
  const { status } = answer;
  return status === 200 ? ok(`${apiUrl} answers`) : critical(`${apiUrl}/health answers ${status}`);
}

export async function checkKey(client: KMSClient, KeyId: string): Promise<CheckResult> {
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
  const state = KeyMetadata?.KeyState ?? "unknown";
  if (state !== "Enabled") return critical(`${state}: see "A key is disabled" in docs/runbook.md`);
  const { Policy = "" } = await client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
  const dead = [...new Set(Policy.match(UNIQUE_ID) ?? [])];
  return dead.length === 0
    ? ok(state)
    : critical(
        `${state}, but its policy names ${dead.join(", ")}, which no longer exists: ` +
          'see "A key names a deleted role" in docs/runbook.md',
      );
}

/**
 * What KMS shows in the place of a role's or a user's ARN once that is deleted. A new one of the same name is another
 * identity, which the policy does not mean.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
const UNIQUE_ID = /(?<=")A(?:ROA|IDA)[A-Z0-9]{8,}(?=")/g;

export async function checkTable({ client, name: TableName }: Table): Promise<CheckResult> {
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName }));
  if (table?.TableStatus !== "ACTIVE") return critical(table?.TableStatus ?? "gone");
  if (!(await isRecoverable(client, TableName))) return critical("ACTIVE, without point-in-time recovery");
  return table.DeletionProtectionEnabled
    ? ok("ACTIVE, with point-in-time recovery and deletion protection")
    : ok("ACTIVE, with point-in-time recovery; its stage turns deletion protection off");
}

async function isRecoverable(client: DynamoDBClient, TableName: string): Promise<boolean> {
  const { ContinuousBackupsDescription } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  const { PointInTimeRecoveryDescription } = ContinuousBackupsDescription ?? {};
  return PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED";
}

export async function checkConsumers(
  resources: readonly Partial<StackResourceSummary>[],
  lambda: LambdaClient,
): Promise<CheckResult> {
  const ids = idsOfType(resources, "AWS::Lambda::EventSourceMapping");
  const states = await Promise.all(
    ids.map(async (UUID) => (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State),
  );
  const off = states.filter((state) => state !== "Enabled");
  return off.length === 0
    ? ok(`all ${ids.length} are enabled`)
    : critical(`${off.length} of ${ids.length} are ${[...new Set(off)].join(", ")}: their messages wait`);
}
