import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DeleteBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { clientSettings } from "./client-settings.ts";
import { confirmByName } from "./confirm.ts";
import { describeLeftBucket } from "./describe-left.ts";
import { defaultLock, emptyBucket } from "./empty-bucket.ts";
import { type Flags, readFlags, TEARDOWN_HELP } from "./flags.ts";
import { teardownStage } from "./teardown-stage.ts";

/*
 * `npm run teardown -- --stage dev`: deletes the stack and what is in it, or says exactly what stays and why.
 */

const flags = readFlags(TEARDOWN_HELP);
if (flags !== undefined) process.exitCode = await teardown(flags);

async function teardown(options: Flags): Promise<number> {
  const { stage, yes, environment, target, keepData, bypassGovernance, leftBucket } = options;
  const config = clientSettings(environment, target);
  const s3 = new S3Client({ ...config, forcePathStyle: target === "emulator" });
  if (leftBucket !== undefined) return deleteBucket(s3, options, leftBucket);
  return teardownStage(
    { stage, keepData, bypassGovernance },
    {
      cloudformation: new CloudFormationClient(config),
      eventbridge: new EventBridgeClient(config),
      ssm: new SSMClient(config),
      s3,
      say: console.log,
      confirm: async (text) => yes || confirmByName(`keyferry-${stage}`, text),
    },
  );
}

/** Deletes the bucket that an earlier teardown has left for its lock. */
async function deleteBucket(
  s3: S3Client,
  { stage, bypassGovernance }: Flags,
  Bucket: string,
): Promise<number> {
  const locked = await emptyBucket(s3, Bucket, bypassGovernance);
  if (locked !== undefined) {
    console.log(describeLeftBucket(stage, Bucket, locked, await defaultLock(s3, Bucket)));
    return 1;
  }
  await s3.send(new DeleteBucketCommand({ Bucket }));
  console.log(`${Bucket} is gone.`);
  return 0;
}
