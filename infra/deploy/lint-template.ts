import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PROJECT } from "../local/deploy.ts";
import { LocalAwsError } from "../local/local-aws-error.ts";
import { preparePython } from "../local/python-environment.ts";
import { runCommand } from "../local/run-command.ts";
import { STAGES } from "../stages.ts";

/*
 * `npm run lint:template`: runs cfn-lint (https://github.com/aws-cloudformation/cfn-lint) on the template of every
 * stage, and on the one that lets GitHub deploy. cfn-lint knows the schema of each resource type; synthesis does not.
 */

/** W3005: a dependency that a reference already implies. The CDK adds these, and they do no harm. */
const IGNORED = ["W3005"];

const directory = await mkdtemp(join(tmpdir(), "keyferry-templates-"));
try {
  const python = await preparePython({
    directory: join(PROJECT, ".local/cfn-lint"),
    requirements: join(import.meta.dirname, "requirements.txt"),
    purpose: { tool: "cfn-lint", otherwise: "and run it again.", retry: "npm run lint:template" },
  });
  for (const stage of Object.keys(STAGES)) await synthesize(stage);
  const files = (await readdir(directory, { recursive: true })).filter((file) =>
    file.endsWith(".template.json"),
  );
  const templates = [
    ...files.map((file) => join(directory, file)),
    join(PROJECT, "infra/deploy/github-role.yaml"),
  ];
  const cfnLint = join(dirname(python), "cfn-lint");
  const { status, output } = await run(cfnLint, ["--ignore-checks", ...IGNORED, "--", ...templates]);
  console.log(status === 0 ? `cfn-lint: no findings in ${templates.length} templates` : output);
  process.exitCode = status;
} catch (error) {
  console.error(error instanceof LocalAwsError ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function synthesize(stage: string): Promise<void> {
  const cdk = join(PROJECT, "node_modules/aws-cdk/bin/cdk");
  const context = ["--context", `stage=${stage}`, "--context", "target=aws"];
  const args = [cdk, "synth", "--quiet", ...context, "--output", join(directory, stage)];
  const { status, output } = await run(process.execPath, args);
  if (status !== 0) throw new LocalAwsError(`The stage ${stage} does not synthesize:\n${output}`);
}

function run(command: string, args: readonly string[]) {
  return runCommand(command, args, { cwd: PROJECT, environment: process.env });
}
