import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rawTemplate, STAGES } from "./synthesize.ts";

/**
 * The properties whose change makes CloudFormation replace a resource that holds something (data, keys, messages, or
 * an address that callers know): https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/, "Update
 * requires: Replacement".
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  "AWS::DynamoDB::GlobalTable": ["TableName", "KeySchema", "LocalSecondaryIndexes"],
  "AWS::KMS::Key": ["KeySpec", "KeyUsage", "MultiRegion", "Origin"],
  "AWS::KMS::Alias": ["AliasName"],
  "AWS::SQS::Queue": ["QueueName", "FifoQueue"],
  "AWS::S3::Bucket": ["BucketName", "ObjectLockEnabled"],
  "AWS::Events::EventBus": ["Name"],
  "AWS::Events::Archive": ["ArchiveName", "SourceArn"],
  "AWS::ApiGatewayV2::Api": ["ProtocolType"],
  "AWS::ApiGatewayV2::Stage": ["StageName"],
  "AWS::Logs::LogGroup": ["LogGroupName", "LogGroupClass"],
  "AWS::SecretsManager::Secret": ["Name"],
};

/** Holds nothing that a new one would not have again. Every type of the template is in one of the two lists. */
const REPLACEABLE: readonly string[] = [
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::Events::Rule",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::Subscription",
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
];

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const resourcesOf = (stage: (typeof STAGES)[number]) =>
  Object.entries((rawTemplate(stage) as { Resources: Record<string, Resource> }).Resources);

/** By logical id: the type, and what must not change in it. */
const heldIn = (stage: (typeof STAGES)[number]) =>
  Object.fromEntries(
    resourcesOf(stage)
      .filter(([, { Type }]) => Type in REPLACING)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([id, { Type, Properties }]) => [
        id,
        {
          Type,
          ...Object.fromEntries(
            (REPLACING[Type] ?? [])
              .filter((name) => name in Properties)
              .map((name) => [name, Properties[name]]),
          ),
        },
      ]),
  );

describe.each(STAGES)("an upgrade of %s", (stage) => {
  it("an upgrade replaces nothing that holds something", () => {
    const frozen = JSON.parse(readFileSync(new URL(`frozen-${stage}.json`, import.meta.url), "utf8"));
    expect(
      heldIn(stage),
      "A logical id or a property that replaces its resource has changed: a deployment that exists would lose it. " +
        "Add new resources to frozen-*.json; change or remove an entry only with a way to keep what it holds.",
    ).toEqual(frozen);
  });

  it("an upgrade meets no type that nobody thought about", () => {
    const types = new Set(resourcesOf(stage).map(([, { Type }]) => Type));
    expect([...types].filter((type) => !(type in REPLACING) && !REPLACEABLE.includes(type))).toEqual([]);
  });
});
