import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
  type StackResourceSummary,
  UpdateTerminationProtectionCommand,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { type EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { idsOfType, listStackResources } from "../../shared/operations/cloudformation-resources.ts";
import { describeLeftBucket, describeRetained } from "./describe-left.ts";
import { defaultLock, emptyBucket } from "./empty-bucket.ts";
import { keptByDeletion } from "./kept-by-deletion.ts";
import { retainedIn } from "./kept-resources.ts";
import { deleteWebhookSources } from "./webhook-parameters.ts";

export interface TeardownPlan {
  readonly stage: string;
  /** Whether to keep what the stack retains. Without, a stack that retains anything is left alone. */
  readonly keepData: boolean;
  /** Whether to delete objects under a governance lock, for which the caller needs s3:BypassGovernanceRetention. */
  readonly bypassGovernance: boolean;
}

export interface TeardownPorts {
  readonly cloudformation: CloudFormationClient;
  readonly s3: S3Client;
  readonly eventbridge: EventBridgeClient;
  readonly ssm: SSMClient;
  readonly say: (text: string) => void;
  /** Asks whether to go ahead with what the text says. */
  readonly confirm: (text: string) => Promise<boolean>;
}

const DELETED_WITHIN_S = 1_800;

/** Deletes a stage. Resolves with the exit status: 0 done, 1 not done or not all of it, 2 refused. */
export async function teardownStage(plan: TeardownPlan, ports: TeardownPorts): Promise<number> {
  const { cloudformation, say, confirm } = ports;
  const name = `keyferry-${plan.stage}`;
  const stack = await findStack(cloudformation, name);
  if (stack?.StackId === undefined) {
    say(`There is no stack ${name} in this account and region.`);
    return 1;
  }
  // What was deployed counts, not what infra/stages.ts says by now.
  const { TemplateBody = "{}" } = await cloudformation.send(new GetTemplateCommand({ StackName: name }));
  const retained = retainedIn(JSON.parse(TemplateBody)).length > 0;
  if (retained !== plan.keepData) {
    say(
      retained
        ? `${name} keeps its data: pass --keep-data to delete the stack alone. To delete the data as well, ` +
            "set retainData: false in infra/stages.ts, deploy, and run this again."
        : `${name} keeps nothing: run this without --keep-data, and its data is deleted.`,
    );
    return 2;
  }
  const resources = await listStackResources(cloudformation, name);
  const strangers = await foreignRules(ports, resources);
  if (strangers.length > 0) {
    say(
      "The event bus has rules that this stack did not make, and AWS deletes no bus with rules. Remove them first:\n" +
        strangers.map((rule) => `  ${rule}`).join("\n"),
    );
    return 1;
  }
  const what = retained
    ? "the stack, and keeps its table, keys and archive"
    : "every credential, key and event in it, and its webhook sources";
  if (!(await confirm(`This deletes ${name}: ${what}.`))) return 1;
  if (stack.EnableTerminationProtection) {
    await cloudformation.send(
      new UpdateTerminationProtectionCommand({ StackName: name, EnableTerminationProtection: false }),
    );
  }
  return retained
    ? deleteKeeping(plan.stage, stack.StackId, ports)
    : deleteAll(plan, { ...stack, StackId: stack.StackId }, resources, ports);
}

async function deleteKeeping(stage: string, id: string, ports: TeardownPorts): Promise<number> {
  if (!(await deleteStack(ports.cloudformation, id))) return describeFailure(id, ports);
  ports.say(describeRetained(stage, await keptByDeletion(ports.cloudformation, id)));
  return 0;
}

/**
 * CloudFormation deletes only an empty bucket. While this empties it, the archiver still writes; once the first attempt
 * has failed for the bucket, nothing is left that writes, and the second finds it empty, but for what is locked.
 */
async function deleteAll(
  { stage, bypassGovernance }: TeardownPlan,
  { StackId: id, Outputs = [] }: Stack & { readonly StackId: string },
  resources: readonly StackResourceSummary[],
  ports: TeardownPorts,
): Promise<number> {
  const [bucket] = idsOfType(resources, "AWS::S3::Bucket");
  const empty = async () =>
    bucket === undefined ? undefined : emptyBucket(ports.s3, bucket, bypassGovernance);
  await empty();
  const path = Outputs.find(({ OutputKey }) => OutputKey === "WebhookSourcesPath")?.OutputValue;
  if (await deleteStack(ports.cloudformation, id)) {
    await forgetSources(path, ports);
    return gone(stage, ports);
  }

  const failed = await failedResources(id, ports);
  const onlyBucket =
    failed.length > 0 && failed.every(({ ResourceType }) => ResourceType === "AWS::S3::Bucket");
  if (!onlyBucket || bucket === undefined) return describeFailure(id, ports);
  const locked = await empty();
  const kept =
    locked === undefined ? [] : failed.flatMap(({ LogicalResourceId = "" }) => [LogicalResourceId]);
  if (!(await deleteStack(ports.cloudformation, id, kept))) return describeFailure(id, ports);
  await forgetSources(path, ports);
  if (locked === undefined) return gone(stage, ports);
  ports.say(describeLeftBucket(stage, bucket, locked, await defaultLock(ports.s3, bucket)));
  return 1;
}

/** After the stack: a teardown that fails leaves a deployment whose senders are still known. */
async function forgetSources(path: string | undefined, { ssm, say }: TeardownPorts): Promise<void> {
  if (path === undefined) return;
  try {
    const sources = await deleteWebhookSources(ssm, path);
    if (sources > 0) say(`The parameters of its webhook sources are deleted: ${sources}.`);
  } catch (error) {
    say(
      `The webhook sources stay, with their secrets (${(error as Error).name}): delete the parameters under ${path}.`,
    );
  }
}

function gone(stage: string, { say }: TeardownPorts): number {
  say(`keyferry-${stage} is gone. KMS deletes its keys after 30 days, and charges nothing until then.`);
  return 0;
}

async function findStack(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  const { Stacks = [] } = await client
    .send(new DescribeStacksCommand({ StackName }))
    .catch((error: Error) => {
      if (error.name === "ValidationError" && /does not exist/.test(error.message)) return { Stacks: [] };
      throw error;
    });
  return Stacks[0];
}

/** Whether the stack is gone afterwards. `retain` is for a second attempt only: CloudFormation refuses it before. */
async function deleteStack(
  client: CloudFormationClient,
  StackName: string,
  retain: readonly string[] = [],
): Promise<boolean> {
  await client.send(
    new DeleteStackCommand({ StackName, ...(retain.length > 0 && { RetainResources: [...retain] }) }),
  );
  try {
    await waitUntilStackDeleteComplete({ client, maxWaitTime: DELETED_WITHIN_S }, { StackName });
    return true;
  } catch (error) {
    const stack = await findStack(client, StackName);
    if (stack?.StackStatus === "DELETE_FAILED") return false;
    throw error;
  }
}

const failedResources = async (id: string, { cloudformation }: TeardownPorts) =>
  (await listStackResources(cloudformation, id)).filter(
    ({ ResourceStatus }) => ResourceStatus === "DELETE_FAILED",
  );

async function describeFailure(id: string, ports: TeardownPorts): Promise<number> {
  const failed = await failedResources(id, ports);
  ports.say(
    [
      "CloudFormation could not delete the stack, which is DELETE_FAILED now. Remove the cause and run this again:",
      ...failed.map(
        ({ ResourceType, PhysicalResourceId, ResourceStatusReason }) =>
          `  ${ResourceType} ${PhysicalResourceId}: ${ResourceStatusReason}`,
      ),
    ].join("\n"),
  );
  return 1;
}

/** Rules on the stack's buses that are neither the stack's own nor AWS's, such as the one of an archive. */
async function foreignRules(
  { eventbridge }: TeardownPorts,
  resources: readonly StackResourceSummary[],
): Promise<readonly string[]> {
  // The id of a rule on a bus of its own is `bus|rule`.
  const own = new Set(idsOfType(resources, "AWS::Events::Rule").map((id) => id.split("|").at(-1)));
  const found: string[] = [];
  for (const EventBusName of idsOfType(resources, "AWS::Events::EventBus")) {
    let token: string | undefined;
    do {
      const page = await eventbridge.send(
        new ListRulesCommand({ EventBusName, ...(token !== undefined && { NextToken: token }) }),
      );
      for (const { Name = "", ManagedBy } of page.Rules ?? []) {
        if (ManagedBy === undefined && !own.has(Name)) found.push(Name);
      }
      token = page.NextToken;
    } while (token !== undefined);
  }
  return found;
}
