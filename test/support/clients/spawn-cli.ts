import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { CliRun } from "./run-cli.ts";

const MAIN = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

export interface SpawnOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly directory?: string;
  /** Whether somebody reads standard output. Default: true. */
  readonly reads?: boolean;
  /** A file descriptor for standard output, instead of a pipe. */
  readonly output?: number;
}

/** Runs the `keyferry` command, without a deployment and with nothing of the caller's environment. */
export function runCli(args: readonly string[], options: SpawnOptions = {}): Promise<CliRun> {
  const { environment = {}, input = "", directory = tmpdir(), reads = true, output = "pipe" } = options;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory, AWS_EC2_METADATA_DISABLED: "true", ...environment },
    stdio: ["pipe", output, "pipe"],
  });
  let [out, err] = ["", ""];
  if (reads) child.stdout?.on("data", (chunk: Buffer) => (out += chunk));
  else child.stdout?.destroy();
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk));
  child.stdin?.end(input);
  return new Promise((resolve) => {
    child.once("close", (status) => resolve({ status: status ?? 1, out, err }));
  });
}
