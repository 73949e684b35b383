import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { LocalAwsError } from "./local-aws-error.ts";
import { PortTakenError, waitUntilFree } from "./port.ts";
import { killGroup } from "./run-command.ts";

const LAUNCHER = join(import.meta.dirname, "launcher.py");
/** A file in the emulator's directory: each distinct call of a role, as a line of JSON. `call_record.py` writes it. */
export const CALLS_FILE = "iam-calls.jsonl";
const READY_WITHIN_MS = 30_000;
const POLL_MS = 50;
const PREDECESSOR_LEAVES_WITHIN_MS = 4_000;
const SAVED_WITHIN_MS = 8_000;

export interface EmulatorOptions {
  /** The path of a Python with MiniStack. */
  readonly python: string;
  /** The directory for the state and the log. */
  readonly directory: string;
  readonly port: number;
  /** Whether to enforce IAM policies. If false, every call is allowed. */
  readonly enforceIam: boolean;
  /** Whether to write {@link CALLS_FILE}. Default: false. */
  readonly recordCalls?: boolean | undefined;
  /** Whether to spare it work that grows with what waits in a queue and is stored in a partition. Default: false. */
  readonly largeImports?: boolean | undefined;
  /** Without, it is MiniStack as it is published; for the probes in test/emulator. Default: true. */
  readonly patched?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Emulator {
  readonly endpoint: string;
  /** Saves the state and ends every process of the emulator. Resolves once all have ended and the port is free. */
  stop(): Promise<void>;
  /** Resolves when the emulator ends, with or without `stop`. */
  readonly ended: Promise<void>;
}

/**
 * Starts MiniStack on loopback and waits until it answers.
 *
 * MiniStack keeps its state in memory and saves it on an orderly stop. If it is killed, or the machine fails,
 * everything since the last orderly stop is lost. The caller cannot change that.
 * @throws PortTakenError where another process listens on the port, LocalAwsError where it does not start otherwise.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { directory, port, signal } = options;
  const endpoint = `http://127.0.0.1:${port}`;
  if (!(await waitUntilFree(port, PREDECESSOR_LEAVES_WITHIN_MS))) {
    throw new PortTakenError(`Port ${port} is in use.`);
  }
  await prepareTemporaryDirectory(join(directory, "tmp"));
  const logFile = join(directory, "emulator.log");
  const log = await open(logFile, "w");
  // A separate process group: a Ctrl-C must reach this process first, and stop() must reach the Lambdas too.
  const child = spawn(options.python, [LAUNCHER, ...launcherFlags(options)], {
    cwd: directory,
    detached: true,
    stdio: ["pipe", log.fd, log.fd],
    env: emulatorEnvironment(options),
  });
  await log.close();
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  const stop = async (): Promise<void> => {
    await stopGroup(child, ended);
    await waitUntilFree(port, SAVED_WITHIN_MS);
  };
  try {
    await waitUntilReady({ endpoint, child, logFile, signal });
  } catch (error) {
    const exited = child.exitCode !== null;
    if (exited) await ended;
    else await stop();
    signal?.throwIfAborted();
    if (exited && !(await waitUntilFree(port, 0))) {
      throw new PortTakenError(`Port ${port} was taken while the emulator started.`, { cause: error });
    }
    const lines = (await readFile(logFile, "utf8")).trim().split("\n");
    throw new LocalAwsError(
      `The AWS emulator did not start (${lines.at(-1) || "it printed nothing"}): ` +
        `see ${logFile}, and if its state cannot be read, start over with npm start -- --fresh.`,
      { cause: error },
    );
  }
  return { endpoint, stop, ended };
}

const launcherFlags = ({ recordCalls, largeImports, patched = true }: EmulatorOptions): string[] => [
  ...(recordCalls ? [`--record-calls=${CALLS_FILE}`] : []),
  ...(largeImports ? ["--large-imports"] : []),
  ...(patched ? [] : ["--unpatched"]),
];

/** For unpacked Lambdas, beside a CommonJS starter to which this project's "type": "module" must not apply. */
async function prepareTemporaryDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "package.json"), '{ "type": "commonjs" }\n');
}

/** Only what the emulator needs. It passes its environment to every Lambda, where AWS_PROFILE and the like do harm. */
export function emulatorEnvironment({ directory, port, enforceIam }: EmulatorOptions): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return {
    // The emulator starts Lambdas as `node`, and must find the version that runs this file.
    PATH: [dirname(process.execPath), PATH].join(delimiter),
    HOME: directory,
    LANG: "C.UTF-8",
    PYTHONUNBUFFERED: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    AUTH: String(enforceIam),
    PERSIST_STATE: "1",
    STATE_DIR: join(directory, "state"),
    S3_DATA_DIR: join(directory, "state", "s3"),
    TMPDIR: join(directory, "tmp"),
    // Both listen on fixed ports that a second emulator, or anything else, may already use.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
  };
}

interface Starting {
  readonly endpoint: string;
  readonly child: ChildProcess;
  readonly logFile: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * An answer alone does not say whose it is: another process may have been faster, and ours about to give up. Only one
 * of them can listen, and ours says when it does.
 */
async function waitUntilReady({ endpoint, child, logFile, signal }: Starting): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    signal?.throwIfAborted();
    if (child.exitCode !== null || child.pid === undefined) throw new Error("The emulator exited.");
    if ((await readFile(logFile, "utf8")).includes(`Running on ${endpoint}`)) {
      const answer = await fetch(`${endpoint}/_ministack/ready`).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return;
    }
    if (performance.now() > deadline) throw new Error("The emulator does not answer.");
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * Ends the whole group at once. The emulator saves its state one service after another: a Lambda that kept working
 * could take a message off a queue that is not saved yet, and put the result into a table that is already saved.
 */
async function stopGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  killGroup(child.pid, "SIGTERM");
  const patience = AbortSignal.timeout(SAVED_WITHIN_MS);
  await Promise.race([ended, once(patience, "abort")]);
  killGroup(child.pid, "SIGKILL");
  await ended;
}
