import { rm } from "node:fs/promises";
import { join } from "node:path";
import { awsEnvironment, isRealAws } from "./aws-environment.ts";
import { CALLS_FILE, startEmulator } from "./emulator.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { choosePort } from "./port.ts";
import { type Progress, silent } from "./progress.ts";
import { preparePython } from "./python-environment.ts";

export interface LocalAwsOptions {
  /** Holds state, logs and outputs of this instance. Two instances need two directories. */
  readonly directory: string;
  /** Holds the virtual environment, which instances may share. Default: `<directory>/python`. */
  readonly pythonDirectory?: string;
  /** Default: the port of last time, else 4750, else any that is free. */
  readonly port?: number | undefined;
  /** Throws the state of earlier runs away. Default: false. */
  readonly fresh?: boolean;
  /** Whether IAM policies are enforced; without, every call is allowed. Default: true. */
  readonly enforceIam?: boolean;
  /** Whether each distinct call of a role is written down, in `iam-calls.jsonl` of the directory. Default: false. */
  readonly recordCalls?: boolean;
  /** Default: silent. */
  readonly progress?: Progress;
  /** Gives up and stops what was started. */
  readonly signal?: AbortSignal | undefined;
}

export interface LocalAws {
  readonly endpoint: string;
  /** For child processes that shall talk to this instance. */
  readonly environment: NodeJS.ProcessEnv;
  /** Saves the state and ends all that was started. */
  stop(): Promise<void>;
  /** Resolves when the emulator ends, by `stop` or by itself. */
  readonly ended: Promise<void>;
}

/** What a fresh start throws away: everything that belongs to a deployment. */
const DEPLOYMENT = [
  "state",
  "tmp",
  "outputs.json",
  "cdk-outputs.json",
  "cdk.out",
  "emulator.log",
  "deploy.log",
  CALLS_FILE,
];

/** Starts an AWS emulator of its own. @throws LocalAwsError that says what to do. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { directory, signal, progress = silent } = options;
  const port = await choosePort({
    file: join(directory, "port"),
    wanted: options.port,
    fresh: options.fresh,
  });
  if (options.fresh) {
    await Promise.all(DEPLOYMENT.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  }
  const python = await progress("Python environment with the AWS emulator", () =>
    preparePython({ directory: options.pythonDirectory ?? join(directory, "python"), signal }),
  );
  const emulator = await progress(`AWS emulator on port ${port}`, () =>
    startEmulator({
      python,
      directory,
      port,
      enforceIam: options.enforceIam ?? true,
      recordCalls: options.recordCalls,
      signal,
    }),
  );
  return { ...emulator, environment: awsEnvironment(emulator.endpoint) };
}

/** An emulator that somebody else runs. @throws LocalAwsError for AWS itself. */
export function useRunningAws(endpoint: string): LocalAws {
  if (!URL.canParse(endpoint)) {
    throw new LocalAwsError(`AWS_ENDPOINT_URL is not a URL (${endpoint}): correct it, or unset it.`);
  }
  if (isRealAws(endpoint)) {
    throw new LocalAwsError(
      "AWS_ENDPOINT_URL leads to AWS itself: unset it to run on an emulator, or deploy to your account with npm run deploy.",
    );
  }
  return {
    endpoint: endpoint.replace(/\/+$/, ""),
    environment: awsEnvironment(endpoint),
    stop: async () => {},
    ended: new Promise(() => {}),
  };
}
