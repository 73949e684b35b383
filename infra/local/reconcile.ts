import { ApiGatewayV2Client, type Cors, UpdateApiCommand } from "@aws-sdk/client-apigatewayv2";
import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import {
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { clientConfig, isRealAws } from "./aws-environment.ts";
import { planReconciliation, type Reconciliation, type Template } from "./plan-reconciliation.ts";

/**
 * Gives the deployed resources what the emulator's CloudFormation dropped from their template. It works only on
 * emulators: on AWS, only CloudFormation may change what it deployed.
 */
export async function reconcile(endpoint: string, stackName: string, template: Template): Promise<void> {
  if (isRealAws(endpoint)) throw new Error(`Refusing to reconcile a stack at ${endpoint}.`);
  const config = clientConfig(endpoint);
  const physicalIds = await describePhysicalIds(new CloudFormationClient(config), stackName);
  const clients: Clients = {
    dynamodb: new DynamoDBClient(config),
    apigateway: new ApiGatewayV2Client(config),
    lambda: new LambdaClient(config),
  };
  for (const step of planReconciliation(template, physicalIds)) await apply(step, clients);
}

interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly apigateway: ApiGatewayV2Client;
  readonly lambda: LambdaClient;
}

async function describePhysicalIds(
  cloudformation: CloudFormationClient,
  stackName: string,
): Promise<Map<string, string>> {
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: stackName }),
  );
  return new Map(
    StackResources.flatMap(({ LogicalResourceId, PhysicalResourceId }) =>
      LogicalResourceId && PhysicalResourceId ? [[LogicalResourceId, PhysicalResourceId] as const] : [],
    ),
  );
}

async function apply(step: Reconciliation, clients: Clients): Promise<void> {
  switch (step.kind) {
    case "time-to-live":
      await enableTimeToLive(clients.dynamodb, step);
      break;
    case "point-in-time-recovery":
      await clients.dynamodb.send(
        new UpdateContinuousBackupsCommand({
          TableName: step.table,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      );
      break;
    case "cors":
      await clients.apigateway.send(
        new UpdateApiCommand({ ApiId: step.apiId, CorsConfiguration: step.cors as Cors }),
      );
      break;
    case "concurrency":
      await clients.lambda.send(
        new PutFunctionConcurrencyCommand({
          FunctionName: step.functionName,
          ReservedConcurrentExecutions: step.reserved,
        }),
      );
      break;
  }
}

/** On AWS, and on faithful emulators, it is an error to enable it twice. */
async function enableTimeToLive(
  dynamodb: DynamoDBClient,
  { table, attribute }: { table: string; attribute: string },
): Promise<void> {
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: table }));
  if (TimeToLiveDescription?.TimeToLiveStatus === "ENABLED") return;
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
    }),
  );
}
