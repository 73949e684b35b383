import { Console } from "node:console";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { awsEnvironment } from "../../infra/local/aws-environment.ts";
import { PROJECT } from "../../infra/local/deploy.ts";
import { LocalAwsError } from "../../infra/local/local-aws-error.ts";
import { preparePython } from "../../infra/local/python-environment.ts";
import { runCommand } from "../../infra/local/run-command.ts";
import { propertiesOf, readable } from "../support/template/readable.ts";
import { loadFunctions } from "./functions.ts";
import { startPumps } from "./pumps.ts";
import { clientsOf, makeResources } from "./resources.ts";
import { startMoto } from "./server.ts";
import { newStepList } from "./step-list.ts";
import { runSteps } from "./steps.ts";

/*
 * `npm run test:moto`: the bundles of stage prod, driven against moto's server (https://docs.getmoto.org), which is
 * stricter than MiniStack in KMS, S3, EventBridge and Systems Manager. CONTRIBUTING.md says what it does not have.
 */

const DIRECTORY = join(PROJECT, ".local/moto");
const ASSEMBLY = join(DIRECTORY, "cdk.out");
const started = performance.now();

try {
  process.exitCode = (await testOnMoto()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof LocalAwsError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}

async function testOnMoto(): Promise<boolean> {
  const python = await preparePython({
    directory: join(PROJECT, ".local/moto-python"),
    requirements: join(import.meta.dirname, "requirements.txt"),
    purpose: { tool: "second emulator", otherwise: "and run it again.", retry: "npm run test:moto" },
  });
  await rm(DIRECTORY, { recursive: true, force: true });
  await mkdir(DIRECTORY, { recursive: true });
  const stack = await synthesize();
  const server = await startMoto(python, join(DIRECTORY, "server.log"));
  try {
    replaceEnvironment(awsEnvironment(server.endpoint));
    // What the functions log belongs in a file: standard output has the steps.
    globalThis.console = new Console(createWriteStream(join(DIRECTORY, "functions.log")));
    const clients = clientsOf(server.endpoint);
    const references = await makeResources(stack, clients);
    const functions = await loadFunctions(stack, references, ASSEMBLY);
    const pumps = startPumps(stack, references, functions, clients.sqs);
    const steps = newStepList((line) => process.stdout.write(`${line}\n`));
    try {
      const { Variables } = propertiesOf(stack, "Webhooks/Function/Lambda").Environment as {
        readonly Variables: Readonly<Record<string, string>>;
      };
      const sourcesPath = Variables.SOURCES_PATH ?? "";
      await runSteps({ clients, references, functions, pumps, sourcesPath }, steps);
    } finally {
      await steps.run("queues: every function settled what it took", () => pumps.stop());
    }
    const seconds = ((performance.now() - started) / 1_000).toFixed(0);
    process.stdout.write(`${steps.passed} ok, ${steps.failed} failed, in ${seconds} s; logs: .local/moto\n`);
    return steps.failed === 0;
  } finally {
    await server.stop();
  }
}

/** @throws LocalAwsError with the output of the CDK. */
async function synthesize() {
  const cdk = join(PROJECT, "node_modules/aws-cdk/bin/cdk");
  const args = [cdk, "synth", "--quiet", "--context", "stage=prod", "--output", ASSEMBLY];
  const environment = { ...awsEnvironment(""), AWS_EC2_METADATA_DISABLED: "true" };
  const { status, output } = await runCommand(process.execPath, args, { cwd: PROJECT, environment });
  if (status !== 0) throw new LocalAwsError(`cdk synth failed:\n${output}`);
  return readable(JSON.parse(await readFile(join(ASSEMBLY, "keyferry-prod.template.json"), "utf8")));
}

/** The functions run in this process, and read its environment as Lambda's: nothing of the caller's AWS may be in it. */
function replaceEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
}
