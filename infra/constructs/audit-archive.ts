import { Duration, Stack } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction, SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { CfnBucket } from "aws-cdk-lib/aws-s3";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { ArchiverEnvironment } from "../../functions/archiver/env.ts";
import type { AuditorEnvironment } from "../../functions/auditor/env.ts";
import { DIGESTS_PREFIX, EVENTS_PREFIX } from "../../shared/audit/archive-layout.ts";
import { CLOUD_EVENT_SOURCE } from "../../shared/credentials/audit-event.ts";
import type { KeyferryOptions } from "../stages.ts";
import { acknowledge } from "./acknowledge.ts";
import { ArchiveBucket } from "./archive-bucket.ts";
import type { AuditBus } from "./audit-bus.ts";
import { AuditKey } from "./audit-key.ts";
import { FunctionConstruct } from "./function.ts";
import { visibilityFor } from "./visibility.ts";

export interface AuditArchiveProps extends KeyferryOptions {
  readonly name: string;
  readonly bus: AuditBus;
}

/** In seconds. Less than `SETTLE_SECONDS`, after which the auditor assumes that a period is complete. */
const ARCHIVER_TIMEOUT = 15;

/** How long the archiver waits for a fuller batch: each batch is an object, and costs the same with one event. */
const ARCHIVER_WINDOW = Duration.seconds(30);

/**
 * The tamper-evident log. The archiver writes every event of the bus as a line of an object that is written once. Every
 * hour, the auditor signs a digest of what was written; each digest names the one before. The method is that of
 * CloudTrail's log file validation.
 */
export class AuditArchive extends Construct {
  readonly bucket: ArchiveBucket;
  readonly key: AuditKey;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly archiver: FunctionConstruct;
  readonly auditor: FunctionConstruct;

  constructor(scope: Construct, id: string, props: AuditArchiveProps) {
    super(scope, id);
    const { bus, logRetentionDays } = props;
    this.bucket = new ArchiveBucket(this, "Bucket", props);
    this.key = new AuditKey(this, "Key", props);

    const queue = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, "DeadLetters", queue);
    this.queue = new Queue(this, "Queue", {
      ...queue,
      visibilityTimeout: visibilityFor(Duration.seconds(ARCHIVER_TIMEOUT), ARCHIVER_WINDOW),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    new Rule(this, "Events", {
      description: "keyferry: audit events on their way to the archive",
      eventBus: bus.bus,
      eventPattern: { source: [CLOUD_EVENT_SOURCE] },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
    });

    const archiving: ArchiverEnvironment = { ARCHIVE_BUCKET: this.bucket.bucket.bucketName };
    this.archiver = new FunctionConstruct(this, "Archiver", {
      name: "archiver",
      description: "keyferry: writes audit events to the archive",
      timeout: ARCHIVER_TIMEOUT,
      memory: 256,
      logRetentionDays,
      environment: archiving,
    });
    this.bucket.grantAddEvents(this.archiver);
    this.acknowledgePrefixes(this.archiver, [EVENTS_PREFIX]);
    this.feed(this.archiver);

    const auditing: AuditorEnvironment = {
      ...archiving,
      AUDIT_KEY_ID: this.key.key.keyId,
      DEPLOYMENT: props.name,
    };
    this.auditor = new FunctionConstruct(this, "Auditor", {
      name: "auditor",
      description: "keyferry: signs digests of the audit archive",
      timeout: 600,
      memory: 512,
      logRetentionDays,
      environment: auditing,
    });
    this.bucket.grantAddDigests(this.auditor);
    this.acknowledgePrefixes(this.auditor, [EVENTS_PREFIX, DIGESTS_PREFIX]);
    this.key.grantSign(this.auditor);
    new Rule(this, "Hourly", {
      description: "keyferry: signs a digest of the audit events of the last hour",
      schedule: Schedule.cron({ minute: "5" }),
      targets: [new LambdaFunction(this.auditor.lambda, { retryAttempts: 2 })],
    });
  }

  private acknowledgePrefixes({ role }: FunctionConstruct, prefixes: readonly string[]): void {
    const bucket = Stack.of(this).getLogicalId(this.bucket.bucket.node.defaultChild as CfnBucket);
    for (const prefix of prefixes) {
      const id = `AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${prefix}*]`;
      acknowledge(role, id, "The objects of a prefix: their names are not known beforehand.");
    }
  }

  private feed(archiver: FunctionConstruct): void {
    archiver.role.addToPolicy(
      new PolicyStatement({
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [this.queue.queueArn],
      }),
    );
    new EventSourceMapping(this, "Consumer", {
      target: archiver.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: 500,
      maxBatchingWindow: ARCHIVER_WINDOW,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
  }
}
