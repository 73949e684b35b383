import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../../infra/local/deploy.ts";
import { preparePython } from "../../infra/local/python-environment.ts";
import { runCommand } from "../../infra/local/run-command.ts";
import { pythonContract } from "../support/clients/python-sdk.ts";
import { type ClientContract, differences, ownContract } from "../support/contract/client-contract.ts";
import { npmContract } from "../support/contract/npm-contract.ts";

/*
 * npm run check:contract: compares docs/openapi.json with the releases of the clients that the registries have today, which
 * may be newer than the pinned ones. Says what a client would miss, and fails then.
 */

const NPM = "@openrouter/sdk";
const local = (name: string) => join(PROJECT, ".local", name);

const own = await ownContract();
report(`npm ${NPM} ${await newestNpm()}`, await npmContract(join(local("npm-sdk-newest"), "package")));
const python = await newestPython();
report(`PyPI openrouter ${await versionOf(python)}`, await pythonContract(python));

function report(client: string, contract: ClientContract): void {
  const missed = differences(own, contract).filter((difference) => !difference.endsWith(": is added"));
  console.log(`${client}: ${missed.length === 0 ? "finds all that it knows" : "misses"}`);
  for (const difference of missed) console.log(`  ${difference}`);
  if (missed.length > 0) process.exitCode = 1;
}

/** Unpacks the newest release, and runs nothing of it. @returns its version. */
async function newestNpm(): Promise<string> {
  const directory = local("npm-sdk-newest");
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const archive =
    (await run(directory, "npm", ["pack", `${NPM}@latest`, "--silent"])).split("\n").at(-1) ?? "";
  await run(directory, "tar", ["-xzf", archive]);
  return JSON.parse(await readFile(join(directory, "package", "package.json"), "utf8")).version;
}

async function newestPython(): Promise<string> {
  const directory = local("python-sdk-latest");
  // Kept, it would stay what was the newest at the first time.
  await rm(directory, { recursive: true, force: true });
  const requirements = join(import.meta.dirname, "newest.txt");
  return preparePython({ directory, requirements, pinned: false });
}

function versionOf(interpreter: string): Promise<string> {
  return run(PROJECT, interpreter, ["-c", "import importlib.metadata as m; print(m.version('openrouter'))"]);
}

async function run(cwd: string, command: string, args: readonly string[]): Promise<string> {
  const { status, output } = await runCommand(command, [...args], { cwd, environment: process.env });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}: ${output.slice(-500)}`);
  return output.trim();
}
