import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT } from "./deploy.ts";
import { type LocalAws, startLocalAws, useRunningAws } from "./local-aws.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { mintLocalKey } from "./mint-local-key.ts";
import { nextSteps } from "./next-steps.ts";
import { createProgress } from "./progress.ts";
import { deployLocally, outputsFile } from "./run-locally.ts";
import { untilStopped } from "./until-stopped.ts";

const HELP = `npm start -- [--fresh] [--port <number>]

Runs keyferry on this machine: an AWS emulator in .local/, the real CDK stack in it, and a management key.
If AWS_ENDPOINT_URL is set, it uses that emulator and starts none.

  --fresh   start over: delete what earlier runs stored
  --port    the port of the emulator (default: the port of the last run, else 4750, else any free port)
`;

const directory = join(PROJECT, ".local");
const signal = untilStopped();
try {
  await main();
} catch (error) {
  if (!signal.aborted) console.error(error instanceof LocalAwsError ? error.message : error);
  // As a shell has it for Ctrl-C: what was stopped while it started is not done.
  process.exitCode = signal.aborted ? 130 : 1;
}

async function main(): Promise<void> {
  const { fresh, port, help } = readFlags();
  if (help) return console.log(HELP);
  const progress = createProgress(process.stderr);
  const deploy = async (aws: LocalAws): Promise<void> => {
    const outputs = await deployLocally({ aws, directory, mint: mintLocalKey, progress, signal });
    console.log(`\n${nextSteps(outputs, relative(process.cwd(), outputsFile(directory)))}`);
  };
  const { AWS_ENDPOINT_URL: endpoint } = process.env;
  if (endpoint) return deploy(await useRunningAws(endpoint));

  const aws = await startLocalAws({ directory, fresh, port, progress, signal });
  try {
    await deploy(aws);
    console.log("This terminal is keyferry's now: Ctrl-C stops everything and keeps the stored data.\n");
    await Promise.race([aws.ended, new Promise((resolve) => signal.addEventListener("abort", resolve))]);
    if (!signal.aborted)
      throw new LocalAwsError("The AWS emulator ended unexpectedly: see .local/emulator.log.");
  } finally {
    await progress("Stopping, and saving what is stored", () => aws.stop());
  }
}

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        fresh: { type: "boolean", default: false },
        port: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 1023 && port < 65_536)) {
      throw new Error("--port takes a number between 1024 and 65535");
    }
    return { ...values, port };
  } catch (error) {
    throw new LocalAwsError(`${(error as Error).message}: npm start -- --help shows the options.`);
  }
}
