import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../local/deploy.ts";
import { stageOptions } from "../stages.ts";
import { cdk } from "./cdk.ts";
import { DEPLOY_HELP, readFlags } from "./flags.ts";
import { afterDeploy } from "./next-steps.ts";
import { protectFromReplacement } from "./stack-policy.ts";

/*
 * `npm run deploy -- --stage prod`: runs `cdk deploy` for that stage, where the CDK shows the changes and asks for
 * confirmation, then prints what to do next.
 */

const flags = readFlags(DEPLOY_HELP);
if (flags !== undefined) process.exitCode = await deploy(flags);

async function deploy({
  stage,
  yes,
  rest,
  environment,
  ...where
}: NonNullable<typeof flags>): Promise<number> {
  const options = stageOptions(stage);
  const stack = `keyferry-${stage}`;
  const outputs = join(PROJECT, ".local", `outputs-${stage}.json`);
  await mkdir(join(PROJECT, ".local"), { recursive: true });

  // Before, so that the policy applies to this deployment; after, so that a first deployment has it for the next.
  const protect = options.retainData && where.target === "aws";
  if (protect) await protectFromReplacement(stack, environment);
  const status = await cdk(
    [
      ...["deploy", stack, "--context", `stage=${stage}`, "--context", `target=${where.target}`],
      ...["--require-approval", yes ? "never" : "any-change", "--outputs-file", outputs],
      ...rest,
    ],
    environment,
  );
  if (status !== 0) {
    if (!yes && !process.stdin.isTTY) console.error("Without a terminal, nobody can be asked: pass --yes.");
    return status;
  }
  if (protect) await protectFromReplacement(stack, environment);
  console.log(afterDeploy(stage, options, where));
  return 0;
}
