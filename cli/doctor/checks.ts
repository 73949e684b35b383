import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { dynamodbManagementKeyStore } from "../../shared/access/dynamodb-management-keys.ts";
import { s3Archive } from "../../shared/audit/s3-archive.ts";
import { once } from "../../shared/kernel/once.ts";
import { listStackResources } from "../../shared/operations/cloudformation-resources.ts";
import { deadLettersOf, tableOf } from "../aws-clients.ts";
import type { Deployment } from "../deployment.ts";
import type { QueueName } from "../queues.ts";
import { describeStack } from "../stack.ts";
import type { Check } from "./check.ts";
import { checkAlarms } from "./check-alarms.ts";
import { checkConcurrency } from "./check-concurrency.ts";
import { checkDeadLetters, checkDigests, checkManagementKeys } from "./check-operation.ts";
import { checkApi, checkConsumers, checkKey, checkStack, checkTable } from "./check-resources.ts";

/** @throws KeyferryError where the stack does not exist or cannot be asked, which no other check would survive. */
export async function requireStack({ stack, aws }: Deployment): Promise<void> {
  await describeStack(stack, new CloudFormationClient(aws));
}

/** Every part that a deployment needs, from the outside in. */
export function checksOf(deployment: Deployment, now: Date): readonly Check[] {
  const { stack, apiUrl, aws, output } = deployment;
  const cloudformation = new CloudFormationClient(aws);
  const kms = new KMSClient(aws);
  const lambda = new LambdaClient(aws);
  // Three checks need the list. Each of them fails if it cannot be read, and no other.
  const resources = once(() => listStackResources(cloudformation, stack));
  // An output that an older stack does not have fails the check that needs it, and no other.
  const keyCheck = (name: string, part: "intakeKeyId" | "vaultKeyId" | "auditKeyId"): Check => ({
    name: `${name} key`,
    run: async () => checkKey(kms, output(part)),
  });
  const deadLetterCheck = (queue: QueueName): Check => ({
    name: `${queue} dead letters`,
    run: async () => checkDeadLetters(queue, deadLettersOf(deployment, queue)),
  });
  return [
    { name: "stack", run: () => checkStack(stack, cloudformation) },
    { name: "api", run: () => checkApi(apiUrl) },
    {
      name: "management keys",
      run: async () => checkManagementKeys(dynamodbManagementKeyStore(tableOf(deployment)), now),
    },
    keyCheck("intake", "intakeKeyId"),
    keyCheck("vault", "vaultKeyId"),
    keyCheck("audit", "auditKeyId"),
    { name: "table", run: async () => checkTable(tableOf(deployment)) },
    { name: "consumers", run: async () => checkConsumers(await resources(), lambda) },
    { name: "concurrency", run: async () => checkConcurrency(await resources(), lambda) },
    deadLetterCheck("commands"),
    deadLetterCheck("imports"),
    deadLetterCheck("uses"),
    deadLetterCheck("archive"),
    {
      name: "audit digests",
      run: async () => checkDigests(s3Archive(new S3Client(aws), output("auditArchiveName")), now),
    },
    {
      name: "alarms",
      run: async () => {
        const { createdAt } = await describeStack(stack, cloudformation);
        return checkAlarms(await resources(), new CloudWatchClient(aws), { createdAt, now });
      },
    },
  ];
}
