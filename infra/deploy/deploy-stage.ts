import { fitConcurrency, neededConcurrency } from "../concurrency.ts";
import type { KeyferryOptions } from "../stages.ts";

/** What a deployment does to the world. */
export interface DeployPorts {
  /** Runs the CDK CLI. Resolves with its exit status. */
  readonly cdk: (args: readonly string[]) => Promise<number>;
  /** The stack's status, or undefined where there is none. */
  readonly stackStatus: () => Promise<string | undefined>;
  /** Concurrent executions of Lambda for this stack. Null: the account is an emulator's, where they do not matter. */
  readonly availableConcurrency: () => Promise<number | null>;
  readonly protectFromReplacement: () => Promise<void>;
  /** Lets the auditor sign, so that the alarm on missing digests is not born ringing. */
  readonly signFirstDigest: () => Promise<void>;
  readonly say: (text: string) => void;
}

export interface DeployPlan {
  readonly stage: string;
  readonly options: KeyferryOptions;
  readonly target: "aws" | "emulator";
  readonly yes: boolean;
  /** Arguments for `cdk deploy`, unchanged. */
  readonly rest: readonly string[];
  readonly outputsFile: string;
}

/** A stack in such a state was never there: the CDK deletes it and creates it again. */
const NEVER_CREATED = [
  undefined,
  "REVIEW_IN_PROGRESS",
  "CREATE_FAILED",
  "ROLLBACK_COMPLETE",
  "ROLLBACK_FAILED",
];

/** Deploys a stage. Resolves with the exit status of the CDK. */
export async function deployStage(plan: DeployPlan, ports: DeployPorts): Promise<number> {
  const { options, yes, target } = plan;
  const retained = options.retainData && target === "aws";
  const first = NEVER_CREATED.includes(await ports.stackStatus());
  const available = await ports.availableConcurrency();
  if (available !== null) ports.say(describeConcurrency(options, available));
  const context = [
    `stage=${plan.stage}`,
    `target=${target}`,
    ...(available === null ? [] : [`lambdaConcurrency=${available}`]),
  ].flatMap((entry) => ["--context", entry]);
  const stack = `keyferry-${plan.stage}`;
  const deploy = (approval: string, ...more: readonly string[]) =>
    ports.cdk([
      ...["deploy", stack, ...context, ...more, "--require-approval", approval],
      ...["--outputs-file", plan.outputsFile, ...plan.rest],
    ]);

  // Who is not asked sees at least what changes. A deployment that asks shows it by itself.
  if (yes) await ports.cdk(["diff", stack, ...context]);
  // Before, so that the policy applies to this deployment; after, so that a first deployment has it for the next.
  if (retained && !first) await ports.protectFromReplacement();
  const unprotected = retained && first ? ["--context", "protectData=false"] : [];
  const status = await deploy(yes ? "never" : "any-change", ...unprotected);
  if (status !== 0 || NEVER_CREATED.includes(await ports.stackStatus())) return status;

  if (first && target === "aws") await ports.signFirstDigest();
  if (!retained) return 0;
  if (first) {
    ports.say(
      "The first deployment has succeeded: now AWS is told to refuse to delete its stack and its table.",
    );
    const late = await deploy("never");
    if (late !== 0) return late;
  }
  await ports.protectFromReplacement();
  return 0;
}

/** What the account's concurrency means for the deployment. */
export function describeConcurrency(options: KeyferryOptions, available: number): string {
  const needed = neededConcurrency(options);
  const fitted = fitConcurrency({ ...options, lambdaConcurrency: available });
  const has = `Lambda has ${available} concurrent executions for this deployment`;
  if (fitted.workerReserved !== null) {
    return `${has}: ${fitted.workerReserved} are reserved for the worker.`;
  }
  return `${has}, and the stage needs ${needed}. Until then it is limited to
  ${fitted.requestRate} requests a second (${fitted.requestBurst} at once), which wait for ${fitted.waitBudgetMs} ms at most,
  ${fitted.commandConcurrency} workers for changes and ${fitted.importConcurrency} for imports.
Before production, request ${needed} or more of the quota "Concurrent executions" of Lambda (Service Quotas, L-B99A9384),
then deploy again.`;
}
