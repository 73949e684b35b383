import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { importTemplate } from "../../infra/deploy/kept-resources.ts";
import { PROJECT } from "../../infra/local/deploy.ts";
import { LocalAwsError } from "../../infra/local/local-aws-error.ts";
import { preparePython } from "../../infra/local/python-environment.ts";
import { runCommand } from "../../infra/local/run-command.ts";
import { contextOf, stackOf } from "./app-context.ts";
import { APPS } from "./option-sets.ts";
import { ACCEPTED, type Finding, policiesOf } from "./policies.ts";

/*
 * `npm run lint:template`: synthesizes the stack under every set of options (option-sets.ts), which fails on a finding
 * of cdk-nag, and runs cfn-lint (https://github.com/aws-cloudformation/cfn-lint) on the templates, on the one that
 * imports what an earlier stack has left, and on the one that lets GitHub deploy; and parliament
 * (https://github.com/duo-labs/parliament) on their policies. All sets are synthesized in this process, without bundles.
 */

/** W3005: a dependency that a reference already implies. The CDK adds these, and they do no harm. */
const IGNORED = ["W3005"];

const directory = await mkdtemp(join(tmpdir(), "keyferry-templates-"));
try {
  const python = await preparePython({
    directory: join(PROJECT, ".local/template-lint"),
    requirements: join(import.meta.dirname, "requirements.txt"),
    purpose: { tool: "lint of templates", otherwise: "and run it again.", retry: "npm run lint:template" },
  });
  const templates: string[] = [join(PROJECT, "infra/deploy/github-role.yaml")];
  const policies: Record<string, unknown> = {};
  for (const [name, app] of Object.entries(APPS)) {
    const file = await synthesize(name, app);
    const template = JSON.parse(await readFile(file, "utf8"));
    templates.push(file);
    Object.assign(policies, policiesOf(name, template));
    if (name === "prod") {
      const imported = join(directory, "import.template.json");
      await writeFile(imported, JSON.stringify(importTemplate(template)));
      templates.push(imported);
    }
  }
  const failures = [await lintTemplates(python, templates), await lintPolicies(python, policies)];
  process.exitCode = failures.some((failed) => failed) ? 1 : 0;
} catch (error) {
  console.error(error instanceof LocalAwsError ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** @throws Error for a finding of cdk-nag that the code does not acknowledge. */
async function synthesize(name: string, appOf: (typeof APPS)[string]): Promise<string> {
  const outdir = join(directory, name);
  await mkdir(outdir);
  const app = appOf({ outdir, context: contextOf("", "") });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
  return join(outdir, `${stackOf(app).stackName}.template.json`);
}

async function lintTemplates(python: string, templates: readonly string[]): Promise<boolean> {
  const { status, output } = await run(join(dirname(python), "cfn-lint"), [
    ...["--ignore-checks", ...IGNORED, "--"],
    ...templates,
  ]);
  console.log(status === 0 ? `cfn-lint: no findings in ${templates.length} templates` : output);
  return status !== 0;
}

async function lintPolicies(python: string, policies: Readonly<Record<string, unknown>>): Promise<boolean> {
  const file = join(directory, "policies.json");
  await writeFile(file, JSON.stringify(policies));
  const { status, output } = await run(python, [join(import.meta.dirname, "lint_policies.py"), file]);
  if (status !== 0) throw new LocalAwsError(`parliament failed:\n${output}`);
  const findings = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Finding);
  const open = findings.filter((finding) => !ACCEPTED.some((accepted) => accepted.covers(finding)));
  for (const { reason } of ACCEPTED.filter(({ covers }) => !findings.some(covers))) {
    throw new LocalAwsError(
      `Nothing is found that is accepted in test/template/policies.ts, since "${reason}"`,
    );
  }
  for (const { policy, issue, detail } of open) console.log(`parliament: ${policy}: ${issue} ${detail}`);
  if (open.length === 0) {
    console.log(`parliament: no findings in ${Object.keys(policies).length} policies`);
  }
  return open.length > 0;
}

function run(command: string, args: readonly string[]) {
  return runCommand(command, args, { cwd: PROJECT, environment: process.env });
}
