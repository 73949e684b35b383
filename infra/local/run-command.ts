import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

export interface CommandOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The log file for the command's output, which the caller gets, too. Each command overwrites it. Default: none. */
  readonly logFile?: string;
  /** Aborts the command and everything it started. */
  readonly signal?: AbortSignal | undefined;
}

export interface CommandResult {
  /** The exit status; 127 if there is no such command, as in a shell, and 1 if a signal ended it. */
  readonly status: number;
  /** Standard output and standard error, in order of arrival. */
  readonly output: string;
}

/** Runs a command to its end in a new process group, so that nothing it starts can outlive an abort. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, environment, logFile, signal }: CommandOptions,
): Promise<CommandResult> {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = logFile === undefined ? undefined : createWriteStream(logFile);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      log?.write(chunk);
    });
  }
  const abort = (): void => killGroup(child.pid, "SIGTERM");
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const status = await new Promise<number>((resolve, reject) => {
      child.once("error", (error: NodeJS.ErrnoException) =>
        error.code === "ENOENT" ? resolve(127) : reject(error),
      );
      child.once("close", (code) => resolve(code ?? 1));
    });
    signal?.throwIfAborted();
    return { status, output: Buffer.concat(chunks).toString() };
  } finally {
    signal?.removeEventListener("abort", abort);
    if (log) await finished(log.end());
  }
}

/** Signals a process group. Does nothing if the group has already ended. */
export function killGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
