import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LocalOutputs } from "../../../shared/operations/local-outputs.ts";

const MAIN = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

export interface CliResult {
  /** Null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly process: ChildProcess;
  readonly result: Promise<CliResult>;
}

/**
 * Runs the `keyferry` command as a separate process, in a new directory where it finds the deployment as
 * beside `npm start`. It gets nothing of the caller's home or environment. With a management key of the test's own, the
 * deployment is named: the command sends no other key than the one that it finds to a deployment that it finds.
 */
export async function keyferryCli(deployment: LocalOutputs) {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-cli-"));
  await mkdir(join(directory, ".local"));
  await writeFile(join(directory, ".local", "outputs.json"), JSON.stringify(deployment));

  const { PATH } = process.env;
  const start = (args: readonly string[], input = "", environment: NodeJS.ProcessEnv = {}): RunningCli => {
    const { KEYFERRY_MANAGEMENT_KEY } = environment;
    const named = KEYFERRY_MANAGEMENT_KEY === undefined ? {} : { KEYFERRY_API_URL: deployment.apiUrl };
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: directory,
      env: { PATH, HOME: directory, ...named, ...environment },
    });
    const read = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      read.stdout += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      read.stderr += chunk;
    });
    child.stdin.end(input);
    const result = new Promise<CliResult>((resolve) => {
      child.once("close", (status) => resolve({ status, ...read }));
    });
    return { process: child, result };
  };

  return {
    directory,
    path: (name: string) => join(directory, name),
    write: (name: string, content: string) => writeFile(join(directory, name), content),
    read: (name: string) => readFile(join(directory, name), "utf8"),
    start,
    run: (args: readonly string[], input?: string, environment?: NodeJS.ProcessEnv): Promise<CliResult> =>
      start(args, input, environment).result,
    /** Runs with `--json` and returns the parsed output. */
    json: async (...args: readonly string[]) => {
      const { stdout, stderr } = await start(["--json", ...args]).result;
      if (stdout === "") throw new Error(stderr);
      return JSON.parse(stdout);
    },
    /** Everything that the command wrote into its directory and home, except for these files. */
    filesWritten: async (except: readonly string[]): Promise<string> => {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && !except.includes(entry.name));
      const texts = files.map((entry) => readFile(join(entry.parentPath, entry.name), "utf8"));
      return (await Promise.all(texts)).join("\n");
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
