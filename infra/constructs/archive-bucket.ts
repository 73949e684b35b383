import { Duration } from "aws-cdk-lib";
import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  ObjectLockRetention,
} from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { DIGESTS_PREFIX, EVENTS_PREFIX } from "../../shared/audit/archive-layout.ts";
import { AuditLock } from "../audit-lock.ts";
import type { KeyferryOptions } from "../stages.ts";
import { acknowledge } from "./acknowledge.ts";
import { removalPolicy } from "./removal-policy.ts";

export type ArchiveBucketProps = Pick<KeyferryOptions, "auditLock" | "auditLockDays" | "retainData">;

/** Holds audit events and their signed digests, as objects written once; see `shared/audit/archive-layout.ts`. */
export class ArchiveBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { auditLock, auditLockDays, retainData }: ArchiveBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      ...lockedFor(auditLock, Duration.days(auditLockDays)),
      removalPolicy: removalPolicy(retainData),
    });
    acknowledge(
      this.bucket,
      "AwsSolutions-S1",
      "What is in it is signed: a change shows without a log of accesses, which would be a bucket more to guard.",
    );
  }

  /** Lets the archiver add batches of events. It cannot read, list, overwrite or delete. */
  grantAddEvents(archiver: IGrantable): void {
    this.allow(archiver, "s3:PutObject", EVENTS_PREFIX, ONLY_NEW);
  }

  /** Lets the auditor read the archive and add digests. */
  grantAddDigests(auditor: IGrantable): void {
    this.grantRead(auditor);
    this.allow(auditor, "s3:PutObject", DIGESTS_PREFIX, ONLY_NEW);
  }

  /** Lets an identity list and copy the archive, to verify it elsewhere. */
  grantRead(reader: IGrantable): void {
    reader.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["s3:ListBucket"], resources: [this.bucket.bucketArn] }),
    );
    for (const prefix of [EVENTS_PREFIX, DIGESTS_PREFIX]) this.allow(reader, "s3:GetObject", prefix);
  }

  private allow(
    { grantPrincipal }: IGrantable,
    action: string,
    prefix: string,
    conditions: Record<string, Record<string, string>> = {},
  ): void {
    const resources = [`${this.bucket.bucketArn}/${prefix}*`];
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [action], resources, conditions }));
  }
}

/** With If-None-Match, whose only value is `*`, S3 refuses to overwrite an object. */
const ONLY_NEW = { Null: { "s3:if-none-match": "false" } };

function lockedFor(lock: AuditLock, time: Duration): Pick<BucketProps, "objectLockDefaultRetention"> {
  switch (lock.mode) {
    case AuditLock.GOVERNANCE.mode:
      return { objectLockDefaultRetention: ObjectLockRetention.governance(time) };
    case AuditLock.COMPLIANCE.mode:
      return { objectLockDefaultRetention: ObjectLockRetention.compliance(time) };
    default:
      return {};
  }
}
