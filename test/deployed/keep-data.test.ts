import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { DeleteBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll, expect, it } from "vitest";
import { AuditLock } from "../../infra/audit-lock.ts";
import { adoptStage } from "../../infra/deploy/adopt-stage.ts";
import { emptyBucket } from "../../infra/deploy/empty-bucket.ts";
import { importTemplate, type Template as KeptTemplate } from "../../infra/deploy/kept-resources.ts";
import { teardownStage } from "../../infra/deploy/teardown-stage.ts";
import { clientConfig } from "../../infra/local/aws-environment.ts";
import { KeyferryStack } from "../../infra/stack.ts";
import { PRODUCTION } from "../../infra/stages.ts";
import { listStackResources } from "../../shared/operations/cloudformation-resources.ts";
import { deployment } from "../support/deployed/deployment.ts";
import { contextOf } from "../template/app-context.ts";

/*
 * A stack of what a stage keeps goes and comes back, by the same calls as on AWS. The functions around it are left out,
 * because they hold nothing; and the table, because the emulator imports no global tables.
 */

const STAGE = "rehearsal";
const STACK = `keyferry-${STAGE}`;
const config = clientConfig(deployment.awsEndpoint);
const cloudformation = new CloudFormationClient(config);
const s3 = new S3Client({ ...config, forcePathStyle: true });
const ports = {
  cloudformation,
  s3,
  eventbridge: new EventBridgeClient(config),
  ssm: new SSMClient(config),
  say: () => undefined,
  confirm: async () => true,
};

const whole = Template.fromStack(
  // Without a lock, so that the test can clean up after itself.
  new KeyferryStack(new App({ context: contextOf("", "") }), STACK, {
    ...PRODUCTION,
    auditLock: AuditLock.NONE,
  }),
).toJSON() as Required<KeptTemplate>;
const template: KeptTemplate = {
  Resources: Object.fromEntries(
    Object.entries(whole.Resources).filter(([, { Type }]) => Type !== "AWS::DynamoDB::GlobalTable"),
  ),
};

const idsIn = async () =>
  Object.fromEntries(
    (await listStackResources(cloudformation, STACK)).map(
      ({ LogicalResourceId = "", PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId],
    ),
  );

let ids: Awaited<ReturnType<typeof idsIn>> = {};
const idOf = (start: string) => Object.entries(ids).find(([id]) => id.startsWith(start))?.[1] ?? "";

afterAll(async () => {
  await emptyBucket(s3, idOf("ArchiveBucket"), false);
  await s3.send(new DeleteBucketCommand({ Bucket: idOf("ArchiveBucket") }));
  const kms = new KMSClient(config);
  for (const start of ["IntakeKey", "VaultKey", "ArchiveKey"]) {
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: idOf(start), PendingWindowInDays: 7 }));
  }
});

it("a stack that is deleted without its data is made again of the same keys and bucket", async () => {
  const TemplateBody = JSON.stringify(importTemplate(template));
  await cloudformation.send(new CreateStackCommand({ StackName: STACK, TemplateBody }));
  await waitUntilStackCreateComplete({ client: cloudformation, maxWaitTime: 60 }, { StackName: STACK });
  ids = await idsIn();
  expect(Object.keys(ids)).toHaveLength(4);
  const object = { Bucket: idOf("ArchiveBucket"), Key: "events/1" };
  await s3.send(new PutObjectCommand({ ...object, Body: "kept" }));

  expect(await teardownStage({ stage: STAGE, keepData: true, bypassGovernance: false }, ports)).toBe(0);
  await expect(cloudformation.send(new DescribeStacksCommand({ StackName: STACK }))).rejects.toThrow(
    /does not exist/,
  );

  expect(await adoptStage({ stage: STAGE, template, named: {} }, ports)).toBe(0);
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: STACK }));
  expect(Stacks[0]?.StackStatus).toBe("IMPORT_COMPLETE");
  expect(await idsIn()).toEqual(ids);
  const { Body } = await s3.send(new GetObjectCommand(object));
  expect(await Body?.transformToString()).toBe("kept");

  // The stack goes first, so that nothing refers to what is removed afterwards.
  expect(await teardownStage({ stage: STAGE, keepData: true, bypassGovernance: false }, ports)).toBe(0);
});
