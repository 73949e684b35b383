import { mkdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import * as z from "zod/mini";
import { LOCAL_STACK } from "../../shared/operations/local-outputs.ts";
import { clientConfig, EMULATOR_ACCOUNT, EMULATOR_REGION } from "./aws-environment.ts";
import type { LocalAws } from "./local-aws.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { localApiUrl, type StackOutputs, stackOutputsSchema } from "./outputs.ts";
import { type Template, templateSchema } from "./plan-reconciliation.ts";
import { runCommand } from "./run-command.ts";

export const PROJECT = resolve(import.meta.dirname, "../..");

export interface DeployOptions {
  readonly aws: Pick<LocalAws, "endpoint" | "environment">;
  /** Receives the synthesized templates and the log. */
  readonly directory: string;
  /** The directory of the CDK app. Default: this project. */
  readonly project?: string;
  /** Added to `target=emulator`. */
  readonly context?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface DeployedStack {
  readonly outputs: StackOutputs;
  readonly template: Template;
}

/** Creates what the CDK needs to deploy at all, if it does not exist yet. @throws LocalAwsError */
export async function bootstrap({ aws, directory, signal }: DeployOptions): Promise<void> {
  const cloudformation = new CloudFormationClient(clientConfig(aws.endpoint));
  const stack = await cloudformation
    .send(new DescribeStacksCommand({ StackName: "CDKToolkit" }))
    .catch(() => undefined);
  if (stack?.Stacks?.[0]?.StackStatus?.endsWith("_COMPLETE")) return;
  // The CLI runs outside the project's directory, because there it would first synthesize the app for nothing.
  const args = ["bootstrap", `aws://${EMULATOR_ACCOUNT}/${EMULATOR_REGION}`];
  await cdk(args, { cwd: directory, aws, directory, signal });
}

/** Deploys the CDK app with the CDK CLI, as it would be deployed to AWS. @throws LocalAwsError */
export async function deployStack(options: DeployOptions): Promise<DeployedStack> {
  const { aws, directory, project = PROJECT, signal } = options;
  const assembly = join(directory, "cdk.out");
  const outputsFile = join(directory, "cdk-outputs.json");
  const publicUrl = `${localApiUrl(aws.endpoint, "{apiId}")}/`;
  const context = { target: "emulator", publicUrl, ...options.context };
  // An old file must not look like the result of this deployment.
  await rm(outputsFile, { force: true });
  const args = ["deploy", LOCAL_STACK, "--require-approval", "never", "--method", "direct"];
  args.push("--output", assembly, "--outputs-file", outputsFile);
  for (const [name, value] of Object.entries(context)) args.push("--context", `${name}=${value}`);
  await cdk(args, { cwd: project, aws, directory, signal });

  const template = await readJson(join(assembly, `${LOCAL_STACK}.template.json`));
  const outputs = z.record(z.string(), z.unknown()).parse(await readJson(outputsFile));
  return {
    template: templateSchema.parse(template),
    outputs: stackOutputsSchema.parse(outputs[LOCAL_STACK]),
  };
}

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));

export interface CdkOptions extends Pick<DeployOptions, "aws" | "directory" | "signal"> {
  readonly cwd: string;
}

/** Runs the CDK CLI against an emulator. @throws LocalAwsError */
export async function cdk(
  args: readonly string[],
  { cwd, aws, directory, signal }: CdkOptions,
): Promise<void> {
  const logFile = join(directory, "deploy.log");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const cli = join(PROJECT, "node_modules/aws-cdk/bin/cdk");
  const quiet = ["--no-notices", "--no-version-reporting", "--no-color"];
  const { status, output } = await runCommand(process.execPath, [cli, ...args, ...quiet], {
    cwd,
    environment: aws.environment,
    logFile,
    signal,
  });
  if (status !== 0) throw new LocalAwsError(deployTrouble(output, logFile));
}

const SHOWN_LINES = 6;

/** From the output of the CDK CLI: what went wrong, and what to do next. */
export function deployTrouble(output: string, logFile: string): string {
  const lines = output.split("\n").filter((line) => line.trim());
  const telling = lines.filter((line) => /_FAILED|error|❌|fail:/i.test(line));
  const shown = telling.length > 0 ? telling.slice(0, SHOWN_LINES) : lines.slice(-SHOWN_LINES);
  return [
    `The stack could not be deployed: fix what ${logFile} says and run npm start again, ` +
      "or start over with npm start -- --fresh.",
    ...shown.map((line) => `  ${line.trim()}`),
  ].join("\n");
}
