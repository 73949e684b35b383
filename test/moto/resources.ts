import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateKeyCommand, type CreateKeyCommandInput, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  type ObjectLockConfiguration,
  PutObjectLockConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { clientConfig } from "../../infra/local/aws-environment.ts";
import { ofType, type Resource, type Stackful } from "../support/template/readable.ts";

/** An operator's clients for the emulator. */
export function clientsOf(endpoint: string) {
  const config = clientConfig(endpoint);
  return {
    dynamodb: new DynamoDBClient(config),
    eventbridge: new EventBridgeClient(config),
    kms: new KMSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    ssm: new SSMClient(config),
  };
}

export type Clients = ReturnType<typeof clientsOf>;

/** What the references of a readable template stand for: `Commands/Queue` is a URL, `Commands/Queue.Arn` an ARN. */
export type References = ReadonlyMap<string, string>;

/** @throws Error for a reference to a resource that was not made. */
export function referred(references: References, name: string): string {
  const value = references.get(name);
  if (value === undefined) throw new Error(`the emulator has no ${name}`);
  return value;
}

/**
 * Makes the table, the keys, the queues, the bus with its rules and the bucket from the template's properties, with the
 * service's own API: moto's CloudFormation refuses the template.
 */
export async function makeResources(stack: Stackful, clients: Clients): Promise<References> {
  const made = new Map<string, string>();
  for (const [name, { Properties }] of ofType(stack, "AWS::DynamoDB::GlobalTable")) {
    made.set(name, await makeTable(named(name), Properties, clients));
  }
  for (const [name, { Properties }] of ofType(stack, "AWS::KMS::Key")) {
    const { KeySpec, KeyUsage, Description } = Properties as CreateKeyCommandInput;
    const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({ KeySpec, KeyUsage, Description }));
    made.set(name, KeyMetadata?.KeyId ?? "").set(`${name}.Arn`, KeyMetadata?.Arn ?? "");
  }
  // Those without a queue of dead letters first: they may be one.
  const queues = [...ofType(stack, "AWS::SQS::Queue")].toSorted(
    ([, a], [, b]) => Number("RedrivePolicy" in a.Properties) - Number("RedrivePolicy" in b.Properties),
  );
  for (const [name, { Properties }] of queues) {
    const { url, arn } = await makeQueue(named(name), Properties, made, clients);
    made.set(name, url).set(`${name}.Arn`, arn);
  }
  for (const [name] of ofType(stack, "AWS::Events::EventBus")) {
    await clients.eventbridge.send(new CreateEventBusCommand({ Name: named(name) }));
    made.set(name, named(name));
  }
  for (const [name, { Properties }] of ofType(stack, "AWS::Events::Rule")) {
    if (Properties.EventPattern !== undefined) await makeRule(named(name), Properties, made, clients);
  }
  for (const [name, { Properties }] of ofType(stack, "AWS::S3::Bucket")) {
    made.set(name, await makeBucket(named(name).toLowerCase(), Properties, clients));
  }
  return made;
}

const named = (name: string): string => name.replaceAll("/", "-");

async function makeTable(
  TableName: string,
  properties: Resource["Properties"],
  { dynamodb }: Clients,
): Promise<string> {
  const { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema, StreamSpecification } =
    properties as unknown as CreateTableCommandInput;
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions,
      BillingMode,
      GlobalSecondaryIndexes,
      KeySchema,
      StreamSpecification: { ...StreamSpecification, StreamEnabled: true },
      SSESpecification: { Enabled: true, SSEType: "KMS" },
    }),
  );
  return TableName;
}

async function makeQueue(
  name: string,
  { RedrivePolicy, ...properties }: Resource["Properties"],
  made: References,
  { sqs }: Clients,
): Promise<{ url: string; arn: string }> {
  const attributes = Object.entries(properties).map(([key, value]) => [key, String(value)]);
  const policy = RedrivePolicy as { deadLetterTargetArn: string } | undefined;
  if (policy !== undefined) {
    const deadLetterTargetArn = referred(made, policy.deadLetterTargetArn);
    attributes.push(["RedrivePolicy", JSON.stringify({ ...policy, deadLetterTargetArn })]);
  }
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({
      QueueName: properties.FifoQueue ? `${name}.fifo` : name,
      Attributes: Object.fromEntries(attributes),
    }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  return { url: QueueUrl, arn: Attributes?.QueueArn ?? "" };
}

async function makeRule(
  Name: string,
  { EventBusName, EventPattern, Targets }: Resource["Properties"],
  made: References,
  { eventbridge }: Clients,
): Promise<void> {
  const bus = referred(made, String(EventBusName));
  await eventbridge.send(
    new PutRuleCommand({ Name, EventBusName: bus, EventPattern: JSON.stringify(EventPattern) }),
  );
  const targets = (Targets as { Id: string; Arn: string }[]).map(({ Id, Arn }) => ({
    Id,
    Arn: referred(made, Arn),
  }));
  await eventbridge.send(new PutTargetsCommand({ Rule: Name, EventBusName: bus, Targets: targets }));
}

async function makeBucket(
  Bucket: string,
  { ObjectLockEnabled, ObjectLockConfiguration }: Resource["Properties"],
  { s3 }: Clients,
): Promise<string> {
  await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: ObjectLockEnabled === true }));
  if (ObjectLockConfiguration !== undefined) {
    await s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: ObjectLockConfiguration as ObjectLockConfiguration,
      }),
    );
  }
  return Bucket;
}
