import { execFile } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LocalOutputs } from "../../../shared/operations/local-outputs.ts";

const MAIN = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

export interface CliRun {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the `keyferry` command like an operator of a deployment, in a new directory. */
export async function keyferryOf(deployment: LocalOutputs) {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-operator-"));
  await mkdir(join(directory, ".local"));
  await writeFile(join(directory, ".local/outputs.json"), JSON.stringify(deployment));
  const run = (...args: readonly string[]): Promise<CliRun> =>
    new Promise((resolve) => {
      const env = { PATH: process.env.PATH, HOME: directory };
      execFile(process.execPath, [MAIN, ...args], { cwd: directory, env }, (error, out, err) => {
        resolve({ status: error === null ? 0 : Number(error.code), out, err });
      });
    });
  return { directory, run };
}
