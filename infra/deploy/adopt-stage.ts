import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListStacksCommand,
  type ResourceToImport,
  waitUntilChangeSetCreateComplete,
  waitUntilStackImportComplete,
} from "@aws-sdk/client-cloudformation";
import { stackStatus } from "./account.ts";
import { keptByDeletion } from "./kept-by-deletion.ts";
import { IDENTIFIER, importTemplate, retainedIn, type Template } from "./kept-resources.ts";

export interface AdoptPlan {
  readonly stage: string;
  /** The stage's template, as `cdk synth` makes it. */
  readonly template: Template;
  /** Physical ids by logical id, for what CloudFormation has forgotten. */
  readonly named: Readonly<Record<string, string>>;
}

export interface AdoptPorts {
  readonly cloudformation: CloudFormationClient;
  readonly say: (text: string) => void;
  readonly confirm: (text: string) => Promise<boolean>;
}

const CHANGE_SET = "adopt";
const WITHIN_S = 600;

/**
 * Makes a stack of the table, the keys and the bucket that an earlier stack of the stage has left, and of nothing else.
 * Resolves with the exit status: 0 done, 1 not done, 2 refused.
 */
export async function adoptStage({ stage, template, named }: AdoptPlan, ports: AdoptPorts): Promise<number> {
  const { cloudformation, say, confirm } = ports;
  const StackName = `keyferry-${stage}`;
  const status = await stackStatus(cloudformation, StackName);
  if (status !== undefined && status !== "REVIEW_IN_PROGRESS") {
    say(`There is a stack ${StackName} already (${status}): only a stage without one can adopt.`);
    return 2;
  }
  const wanted = retainedIn(template);
  const known = { ...(await leftBehind(cloudformation, StackName)), ...named };
  const missing = wanted.filter(([id]) => known[id] === undefined);
  if (wanted.length === 0 || missing.length > 0) {
    say(
      wanted.length === 0
        ? `The stage ${stage} keeps nothing (retainData in infra/stages.ts), so there is nothing to adopt.`
        : `Not found among what deleted stacks of this name have left: ${missing.map(([id]) => id).join(", ")}. ` +
            "Name each with --resource <logical id>=<name or id>.",
    );
    return 2;
  }
  const ResourcesToImport: ResourceToImport[] = wanted.map(([LogicalResourceId, { Type }]) => ({
    LogicalResourceId,
    ResourceType: Type,
    ResourceIdentifier: { [IDENTIFIER[Type] ?? "Id"]: known[LogicalResourceId] ?? "" },
  }));
  const list = wanted.map(([id, { Type }]) => `  ${id}: ${Type} ${known[id]}`).join("\n");
  if (
    !(await confirm(`This makes the stack ${StackName} of what is there, and changes none of it:\n${list}\n`))
  ) {
    return 1;
  }
  await cloudformation.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: CHANGE_SET,
      ChangeSetType: "IMPORT",
      TemplateBody: JSON.stringify(importTemplate(template)),
      ResourcesToImport,
    }),
  );
  const patience = { client: cloudformation, maxWaitTime: WITHIN_S };
  const changeSet = { StackName, ChangeSetName: CHANGE_SET };
  const failed = await waitUntilChangeSetCreateComplete(patience, changeSet).then(
    () => undefined,
    (error: Error) => error,
  );
  const { ExecutionStatus, StatusReason } = await cloudformation.send(
    new DescribeChangeSetCommand(changeSet),
  );
  if (failed !== undefined || ExecutionStatus !== "AVAILABLE") {
    // Otherwise its name would be in the way of the next try.
    await cloudformation.send(new DeleteChangeSetCommand(changeSet));
    say(`CloudFormation does not import this: ${StatusReason ?? failed?.message}`);
    return 1;
  }
  await cloudformation.send(new ExecuteChangeSetCommand(changeSet));
  await waitUntilStackImportComplete(patience, { StackName });
  say(`${StackName} has its data again. Add the rest with: npm run deploy -- --stage ${stage}`);
  return 0;
}

/** What the stack of this name that was deleted last has left, as far back as CloudFormation remembers: 90 days. */
async function leftBehind(
  client: CloudFormationClient,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  let newest: { readonly id: string; readonly at: number } | undefined;
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListStacksCommand({
        StackStatusFilter: ["DELETE_COMPLETE"],
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    for (const { StackName, StackId, DeletionTime } of page.StackSummaries ?? []) {
      const at = DeletionTime?.getTime() ?? 0;
      if (StackName === name && StackId !== undefined && at >= (newest?.at ?? 0))
        newest = { id: StackId, at };
    }
    token = page.NextToken;
  } while (token !== undefined);
  if (newest === undefined) return {};
  const kept = await keptByDeletion(client, newest.id);
  return Object.fromEntries(kept.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
}
