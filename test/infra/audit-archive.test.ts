import { describe, expect, it } from "vitest";
import { AuditLock } from "../../infra/audit-lock.ts";
import { stageOptions } from "../../infra/stages.ts";
import { SETTLE_SECONDS } from "../../shared/audit/sign-digests.ts";
import { propertiesOf } from "../support/template/readable.ts";
import { statementsOf } from "../support/template/rights.ts";
import { STAGES, synthesize, synthesizeWith } from "./synthesize.ts";

describe.each(STAGES)("the audit archive of %s", (stage) => {
  const stack = synthesize(stage);
  const bucket = propertiesOf(stack, "Archive/Bucket/Bucket");

  it("the archive is private, encrypted, versioned, and reached by TLS only", () => {
    expect(bucket).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      VersioningConfiguration: { Status: "Enabled" },
    });
    const policy = statementsOf(propertiesOf(stack, "Archive/Bucket/Bucket/Policy").PolicyDocument);
    expect(policy).toEqual([
      {
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "s3:*",
        Resource: ["Archive/Bucket/Bucket.Arn", "Archive/Bucket/Bucket.Arn/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("the archive lets nothing expire", () => {
    expect(bucket).not.toHaveProperty("LifecycleConfiguration");
  });

  it("the archive gets every event of the bus through a queue, and sets aside what does not arrive", () => {
    expect(propertiesOf(stack, "Archive/Events")).toMatchObject({
      EventBusName: "Audit/Bus",
      EventPattern: { source: ["keyferry"] },
      State: "ENABLED",
      Targets: [{ Arn: "Archive/Queue.Arn", DeadLetterConfig: { Arn: "Archive/DeadLetters.Arn" } }],
    });
    const archiver = propertiesOf(stack, "Archive/Archiver/Lambda");
    expect(propertiesOf(stack, "Archive/Queue")).toMatchObject({
      RedrivePolicy: { deadLetterTargetArn: "Archive/DeadLetters.Arn", maxReceiveCount: 5 },
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * Number(archiver.Timeout) + 30,
    });
    expect(propertiesOf(stack, "Archive/Consumer")).toMatchObject({
      EventSourceArn: "Archive/Queue.Arn",
      FunctionName: "Archive/Archiver/Lambda",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it("the bus's rule alone may send to the archive's queue", () => {
    const statements = statementsOf(propertiesOf(stack, "Archive/Queue/Policy").PolicyDocument);
    expect(statements.filter(({ Effect }) => Effect === "Allow")).toEqual([
      expect.objectContaining({
        Action: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"],
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": "Archive/Events.Arn" } },
      }),
    ]);
  });

  it("the auditor closes a period only when no archiver can still be writing into it", () => {
    expect(propertiesOf(stack, "Archive/Archiver/Lambda").Timeout).toBeLessThan(SETTLE_SECONDS);
  });

  it("the archive has a digest every hour", () => {
    expect(propertiesOf(stack, "Archive/Hourly")).toMatchObject({
      ScheduleExpression: "cron(5 * * * ? *)",
      State: "ENABLED",
      Targets: [{ Arn: "Archive/Auditor/Lambda.Arn" }],
    });
  });
});

describe("object lock", () => {
  const lockOf = (auditLock: AuditLock, auditLockDays: number) =>
    propertiesOf(
      synthesizeWith({ ...stageOptions("prod"), auditLock, auditLockDays }),
      "Archive/Bucket/Bucket",
    );

  it("the object lock keeps every object of prod for a year", () => {
    expect(propertiesOf(synthesize("prod"), "Archive/Bucket/Bucket")).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Days: 365, Mode: "GOVERNANCE" } },
      },
    });
  });

  it("the object lock can be one that nobody can lift", () => {
    expect(lockOf(AuditLock.COMPLIANCE, 2_555)).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 2_555, Mode: "COMPLIANCE" } } },
    });
  });

  it("the object lock does not keep dev from being deleted", () => {
    expect(propertiesOf(synthesize("dev"), "Archive/Bucket/Bucket")).not.toHaveProperty("ObjectLockEnabled");
  });
});
