import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { PROJECT } from "../../../infra/local/deploy.ts";
import { writeOutputs } from "../../../infra/local/outputs.ts";
import { runCommand } from "../../../infra/local/run-command.ts";
import { deployment } from "./deployment.ts";

/** The shell commands under `<!-- test: name -->`. */
export async function printedCommands(file: string, name: string): Promise<string> {
  const text = await readFile(join(PROJECT, file), "utf8");
  const block = text.split(`<!-- test: ${name} -->\n`)[1];
  const commands = block === undefined ? undefined : /^```sh\n([\s\S]*?)\n```$/m.exec(block)?.[1];
  if (commands === undefined) throw new Error(`${file} has no commands called ${name}`);
  return commands;
}

/** Makes the directory of a reader who has run `npm start`, for the deployment under test. */
export async function readersDirectory(own: Partial<typeof deployment>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-docs-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, ".local"));
  await writeOutputs(join(directory, ".local", "outputs.json"), { ...deployment, ...own });
  for (const name of ["package.json", "node_modules", "cli"]) {
    await symlink(join(PROJECT, name), join(directory, name));
  }
  return directory;
}

/** Runs the commands in a shell that stops at the first failure. */
export async function runInShell(commands: string, cwd: string, variables: Record<string, string> = {}) {
  const environment = {
    ...process.env,
    PATH: `${join(PROJECT, "node_modules/.bin")}:${process.env.PATH}`,
  };
  return runCommand("bash", ["-euo", "pipefail", "-c", commands], {
    cwd,
    environment: { ...environment, ...variables },
  });
}
