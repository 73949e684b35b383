import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { callAws } from "../shared/kernel/call-aws.ts";
import { KeyferryError } from "../shared/kernel/errors.ts";
import { noDeployment, type Settings } from "./settings.ts";

/** The AWS side of a deployment, for commands that need more than the HTTP API. */
export interface Deployment {
  readonly apiUrl: string;
  readonly commandQueueUrl: string;
  readonly importQueueUrl: string;
  readonly archiveQueueUrl: string;
  readonly intakeKeyId: string;
  readonly table: { readonly client: DynamoDBClient; readonly name: string };
  readonly sqs: SQSClient;
  readonly kms: KMSClient;
  readonly webhookSources: { readonly client: SSMClient; readonly path: string };
}

/** Longer than a function's: whoever waits at a keyboard rather waits than starts over. */
const MAX_ATTEMPTS = 6;

/**
 * The local deployment, or the stack of that name by its CloudFormation outputs and the usual AWS credentials.
 * @throws UsageError where none is named, KeyferryError `not_found` for a stack that does not exist.
 */
export async function findDeployment(settings: Settings): Promise<Deployment> {
  const { local, region, stack } = settings;
  if (local !== undefined) {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    return connect({ endpoint: local.awsEndpoint, region: local.region, credentials }, local);
  }
  if (stack === undefined) throw noDeployment();
  const config = { ...(region !== undefined && { region }) };
  const outputs = await stackOutputs(
    stack,
    new CloudFormationClient({ ...config, maxAttempts: MAX_ATTEMPTS }),
  );
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw new KeyferryError("not_found", `the stack ${stack} has no output ${name}`);
    return value;
  };
  return connect(config, {
    apiUrl: output("ApiUrl").replace(/\/+$/, ""),
    commandQueueUrl: output("CommandQueueUrl"),
    importQueueUrl: output("ImportQueueUrl"),
    archiveQueueUrl: output("ArchiveQueueUrl"),
    intakeKeyId: output("IntakeKeyId"),
    tableName: output("TableName"),
    webhookSourcesPath: output("WebhookSourcesPath"),
  });
}

interface Addresses {
  readonly apiUrl: string;
  readonly commandQueueUrl: string;
  readonly importQueueUrl: string;
  readonly archiveQueueUrl: string;
  readonly intakeKeyId: string;
  readonly tableName: string;
  readonly webhookSourcesPath: string;
}

function connect(config: object, addresses: Addresses): Deployment {
  const client = { ...config, maxAttempts: MAX_ATTEMPTS };
  const {
    tableName,
    webhookSourcesPath,
    apiUrl,
    commandQueueUrl,
    importQueueUrl,
    archiveQueueUrl,
    intakeKeyId,
  } = addresses;
  return {
    apiUrl,
    commandQueueUrl,
    importQueueUrl,
    archiveQueueUrl,
    intakeKeyId,
    table: { client: new DynamoDBClient(client), name: tableName },
    sqs: new SQSClient({ ...client, useQueueUrlAsEndpoint: false }),
    kms: new KMSClient(client),
    webhookSources: { client: new SSMClient(client), path: webhookSourcesPath },
  };
}

/** @throws KeyferryError `not_found` for a stack that does not exist. */
export async function stackOutputs(
  name: string,
  client: CloudFormationClient,
): Promise<ReadonlyMap<string, string>> {
  const { Stacks = [] } = await callAws("cloudformation:DescribeStacks", () =>
    client.send(new DescribeStacksCommand({ StackName: name })).catch((cause: unknown) => {
      if (!(cause instanceof Error) || cause.name !== "ValidationError") throw cause;
      throw new KeyferryError("not_found", `there is no stack ${name} in this account and region`, { cause });
    }),
  );
  return new Map(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
}
