import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { noDeployment, type Settings } from "../settings.ts";

/** A deployment to be examined: its stack as CloudFormation knows it, and clients for its parts. */
export interface Patient {
  readonly stack: string;
  readonly status: string;
  /** Where its HTTP API answers, without a slash at the end. */
  readonly apiUrl: string;
  /** @throws KeyferryError `not_found` where the stack has no such output. */
  readonly output: (name: string) => string;
  /** The physical ids of the resources of a type. */
  readonly idsOf: (type: string) => readonly string[];
  readonly clients: {
    readonly cloudwatch: CloudWatchClient;
    readonly dynamodb: DynamoDBClient;
    readonly kms: KMSClient;
    readonly lambda: LambdaClient;
    readonly s3: S3Client;
    readonly sqs: SQSClient;
  };
}

/** What `npm start` calls its stack. */
const LOCAL_STACK = "keyferry-dev";

/** @throws UsageError where no deployment is named, KeyferryError `not_found` for a stack that does not exist. */
export async function findPatient({ local, region, stack: named }: Settings): Promise<Patient> {
  const stack = local === undefined ? named : LOCAL_STACK;
  if (stack === undefined) throw noDeployment();
  const config =
    local === undefined
      ? { ...(region !== undefined && { region }) }
      : {
          endpoint: local.awsEndpoint,
          region: local.region,
          credentials: { accessKeyId: "test", secretAccessKey: "test" },
        };
  const cloudformation = new CloudFormationClient(config);
  const { Stacks = [] } = await cloudformation
    .send(new DescribeStacksCommand({ StackName: stack }))
    .catch((cause: Error) => {
      if (cause.name !== "ValidationError") throw cause;
      throw new KeyferryError("not_found", `there is no stack ${stack} in this account and region`, {
        cause,
      });
    });
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: stack }),
  );
  const outputs = new Map(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw new KeyferryError("not_found", `the stack ${stack} has no output ${name}`);
    return value;
  };
  return {
    stack,
    status: Stacks[0]?.StackStatus ?? "unknown",
    apiUrl: local?.apiUrl ?? output("ApiUrl").replace(/\/+$/, ""),
    output,
    idsOf: (type) =>
      StackResources.flatMap(({ ResourceType, PhysicalResourceId }) =>
        ResourceType === type && PhysicalResourceId !== undefined ? [PhysicalResourceId] : [],
      ),
    clients: {
      cloudwatch: new CloudWatchClient(config),
      dynamodb: new DynamoDBClient(config),
      kms: new KMSClient(config),
      lambda: new LambdaClient(config),
      s3: new S3Client({ ...config, forcePathStyle: local !== undefined }),
      sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: local === undefined }),
    },
  };
}
