import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { awsEnvironment, isRealAws } from "./aws-environment.ts";
import { CALLS_FILE, startEmulator } from "./emulator.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { PortTakenError, startOnPort } from "./port.ts";
import { type Progress, silent } from "./progress.ts";
import { preparePython } from "./python-environment.ts";
import { isStateInUse } from "./state-lock.ts";

export interface LocalAwsOptions {
  /** For the state, the logs and the outputs of this instance. Two instances need two directories. */
  readonly directory: string;
  /** For the virtual environment, which instances may share. Default: `<directory>/python`. */
  readonly pythonDirectory?: string;
  /** Default: the port of the last run, else 4750, else any free port. */
  readonly port?: number | undefined;
  /** Whether to delete the state of earlier runs. Default: false. */
  readonly fresh?: boolean;
  /** Whether to enforce IAM policies. If false, every call is allowed. Default: true. */
  readonly enforceIam?: boolean;
  /** Whether to record each distinct call of a role in `iam-calls.jsonl` of the directory. Default: false. */
  readonly recordCalls?: boolean;
  /** Whether imports of 10,000 rows and more shall take no longer per row than small ones do. Default: false. */
  readonly largeImports?: boolean;
  /** Default: silent. */
  readonly progress?: Progress;
  /** Aborts the start and stops what it has started. */
  readonly signal?: AbortSignal | undefined;
}

export interface LocalAws {
  readonly endpoint: string;
  /** The environment for child processes that talk to this instance. */
  readonly environment: NodeJS.ProcessEnv;
  /** Saves the state and ends every process that was started. */
  stop(): Promise<void>;
  /** Resolves when the emulator ends, with or without `stop`. */
  readonly ended: Promise<void>;
}

/** What a fresh start deletes: everything that belongs to a deployment. */
const DEPLOYMENT = [
  "port",
  "state",
  "tmp",
  "outputs.json",
  "cdk-outputs.json",
  "cdk.out",
  "emulator.log",
  "deploy.log",
  CALLS_FILE,
];

/** Starts a new AWS emulator. @throws LocalAwsError that says what to do. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { directory, signal, progress = silent } = options;
  // If a user tries keyferry with a real key, no other user of the machine may read it.
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const python = await progress("Python environment with the AWS emulator", () =>
    preparePython({ directory: options.pythonDirectory ?? join(directory, "python"), signal }),
  );
  if (options.fresh) await deleteDeployment(python, directory);
  const choice = { file: join(directory, "port"), wanted: options.port, fresh: options.fresh };
  const emulator = await startOnPort(choice, (port) =>
    progress(`AWS emulator on port ${port}`, () =>
      startEmulator({
        python,
        directory,
        port,
        enforceIam: options.enforceIam ?? true,
        recordCalls: options.recordCalls,
        largeImports: options.largeImports,
        signal,
      }),
    ),
  ).catch(async (error: unknown) => {
    if (isPortTaken(error) && (await isStateInUse(python, directory))) {
      throw new LocalAwsError(
        `npm start already runs for ${directory}: use that one, or stop it with Ctrl-C in its terminal.`,
        { cause: error },
      );
    }
    throw error;
  });
  return { ...emulator, environment: awsEnvironment(emulator.endpoint) };
}

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && [error, error.cause].some((one) => one instanceof PortTakenError);

async function deleteDeployment(python: string, directory: string): Promise<void> {
  if (await isStateInUse(python, directory)) {
    throw new LocalAwsError(
      `An emulator still works on what is stored in ${directory}: stop that npm start before you start over with --fresh.`,
    );
  }
  await Promise.all(DEPLOYMENT.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}

/** Uses an emulator that already runs. @throws LocalAwsError for AWS itself, and where nothing answers. */
export async function useRunningAws(endpoint: string): Promise<LocalAws> {
  if (!URL.canParse(endpoint)) {
    throw new LocalAwsError(`AWS_ENDPOINT_URL is not a URL (${endpoint}): correct it, or unset it.`);
  }
  if (isRealAws(endpoint)) {
    throw new LocalAwsError(
      "AWS_ENDPOINT_URL points to AWS itself: unset it to run on an emulator, or deploy to your account with npm run deploy.",
    );
  }
  const answer = await fetch(endpoint).catch(() => undefined);
  if (answer === undefined) {
    throw new LocalAwsError(
      "Nothing answers where AWS_ENDPOINT_URL points: start that emulator, or unset the variable to have one started.",
    );
  }
  await answer.body?.cancel();
  return {
    endpoint: endpoint.replace(/\/+$/, ""),
    environment: awsEnvironment(endpoint),
    stop: async () => {},
    ended: new Promise(() => {}),
  };
}
