import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PROJECT } from "../local/deploy.ts";
import { stageOptions } from "../stages.ts";
import { availableConcurrency, stackStatus } from "./account.ts";
import { cdk } from "./cdk.ts";
import { clientSettings } from "./client-settings.ts";
import { deployStage } from "./deploy-stage.ts";
import { DEPLOY_HELP, type Flags, readFlags } from "./flags.ts";
import { afterDeploy } from "./next-steps.ts";
import { protectFromReplacement } from "./stack-policy.ts";

/*
 * `npm run deploy -- --stage prod`: looks at the account, runs `cdk deploy` for that stage, where the CDK shows the
 * changes and asks for confirmation, then prints what to do next.
 */

const flags = readFlags(DEPLOY_HELP);
if (flags !== undefined) process.exitCode = await deploy(flags);

async function deploy({ environment, stage, yes, rest, ...where }: Flags): Promise<number> {
  const { target } = where;
  const options = stageOptions(stage);
  const stack = `keyferry-${stage}`;
  const outputsFile = join(PROJECT, ".local", `outputs-${stage}.json`);
  await mkdir(join(PROJECT, ".local"), { recursive: true });

  const config = clientSettings(environment, target);
  const cloudformation = new CloudFormationClient(config);
  const lambda = new LambdaClient(config);
  const status = await deployStage(
    { stage, target, yes, rest, options, outputsFile },
    {
      cdk: (args) => cdk(args, environment),
      stackStatus: () => stackStatus(cloudformation, stack),
      availableConcurrency: async () =>
        target === "aws" ? availableConcurrency(lambda, cloudformation, stack) : null,
      protectFromReplacement: () => protectFromReplacement(stack, environment),
      signFirstDigest: async () => {
        const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: stack }));
        const outputs = Stacks[0]?.Outputs ?? [];
        const auditor = outputs.find(({ OutputKey }) => OutputKey === "AuditorName")?.OutputValue;
        // It answers in the metrics; nobody waits for it.
        await lambda.send(new InvokeCommand({ FunctionName: auditor, InvocationType: "Event" }));
      },
      say: console.log,
    },
  );
  // With --no-execute, the CDK has made a change set, and nothing is deployed.
  if (status === 0 && rest.includes("--no-execute")) return status;
  if (status === 0) console.log(afterDeploy(stage, options, where));
  else if (!yes && !process.stdin.isTTY)
    console.error("Without a terminal, nobody can be asked: pass --yes.");
  return status;
}
