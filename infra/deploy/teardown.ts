import { createInterface } from "node:readline/promises";
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { stageOptions } from "../stages.ts";
import { clientSettings } from "./client-settings.ts";
import { emptyBucket } from "./empty-bucket.ts";
import { readFlags, TEARDOWN_HELP } from "./flags.ts";

/*
 * `npm run teardown -- --stage dev`: empties the archive bucket, because CloudFormation deletes only empty buckets, and
 * deletes the stack.
 */

const DELETED_WITHIN_S = 1_800;

const flags = readFlags(TEARDOWN_HELP);
if (flags !== undefined) process.exitCode = await teardown(flags);

async function teardown({ stage, yes, environment, target }: NonNullable<typeof flags>): Promise<number> {
  const stack = { StackName: `keyferry-${stage}` };
  if (stageOptions(stage).retainData) {
    console.error(
      `${stack.StackName} keeps its data: "Taking it down" in docs/deploy.md says how to delete it.`,
    );
    return 2;
  }
  const config = clientSettings(environment, target);
  const client = new CloudFormationClient(config);
  const { Stacks = [] } = await client.send(new DescribeStacksCommand(stack)).catch(() => ({ Stacks: [] }));
  if (Stacks.length === 0) {
    console.error(`There is no stack ${stack.StackName} in this account and region.`);
    return 1;
  }
  if (!yes && !process.stdin.isTTY) {
    console.error("Without a terminal, nobody can be asked: pass --yes.");
    return 2;
  }
  if (!yes && !(await confirm(stack.StackName))) return 1;
  const bucket = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "AuditArchiveName")?.OutputValue;
  if (bucket !== undefined) await emptyBucket(new S3Client({ ...config, forcePathStyle: true }), bucket);
  await client.send(new DeleteStackCommand(stack));
  await waitUntilStackDeleteComplete({ client, maxWaitTime: DELETED_WITHIN_S }, stack);
  console.log(`${stack.StackName} is gone.`);
  return 0;
}

async function confirm(stack: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `This deletes ${stack}: every credential, key and event in it. Type its name to continue: `,
  );
  terminal.close();
  return answer.trim() === stack;
}
