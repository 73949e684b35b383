import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../../infra/local/deploy.ts";
import { inspectConsole } from "./console.ts";
import type { Figures } from "./figures.ts";
import { packagesOf } from "./installed.ts";
import { CHECKOUT_APP, synthesize } from "./synthesis.ts";
import { run, succeed, type Workshop } from "./workshop.ts";

export interface Tarballs {
  readonly keyferry: string;
  readonly resolver: string;
}

/** The oldest Node that both packages promise to run on, and the oldest line that is maintained, beside the one that runs this. */
export const OLDEST_NODE = "node@20.19.0";
const OLDER_NODES = [OLDEST_NODE, "node@22.23.3"];

/** The command and the embedding examples, with each line of Node. */
export async function inspectApps(workshop: Workshop, tarballs: Tarballs, figures: Figures): Promise<void> {
  const versions = await versionsOf("aws-cdk-lib", "constructs", "aws-cdk", "typescript", "@types/node");
  const app = await workshop.install("apps", [tarballs.keyferry, ...versions]);
  figures.equal("esbuild installed beside the apps", (await packagesOf(app)).some(isEsbuild), false);
  const older = await Promise.all(OLDER_NODES.map((node) => workshop.installNode(node)));
  const nodes = [...older, process.execPath];

  const typescript = await workshop.copyExample("embed-typescript", app);
  await succeed(process.execPath, ["../node_modules/typescript/bin/tsc"], { cwd: typescript });
  figures.equal("embed-typescript, compiled with the checks of libraries", "no errors", "no errors");
  const javascript = await workshop.copyExample("embed-javascript", app);
  const expected = await synthesize({ cwd: typescript }, "--app", CHECKOUT_APP);

  for (const node of nodes) {
    const version = await succeed(node, ["--version"], { cwd: app });
    await inspectCommand({ app, node, version, figures });
    await inspectConsole(app, node, figures);
    const template = JSON.parse(await synthesize({ cwd: javascript, node }));
    figures.equal(
      `embed-javascript synthesizes, ${version}`,
      Object.keys(template.Resources).length > 50,
      true,
    );
    // It runs TypeScript as it is.
    if (version.startsWith("v20.")) continue;
    const differing = differences(
      JSON.parse(await synthesize({ cwd: typescript, node })),
      JSON.parse(expected),
    );
    figures.equal(`lines of the template that differ from the checkout's, ${version}`, differing, 0);
  }
}

const isEsbuild = (path: string): boolean => /(^|\/)(@esbuild\/.*|esbuild)$/.test(path);

async function inspectCommand(context: {
  readonly app: string;
  readonly node: string;
  readonly version: string;
  readonly figures: Figures;
}): Promise<void> {
  const { app, node, version, figures } = context;
  const { version: own } = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8"));
  const there = { cwd: app, node };
  figures.equal(
    `npx keyferry --version, ${version}`,
    await succeed("npx", ["keyferry", "--version"], there),
    own,
  );
  const help = await run("npx", ["keyferry", "--help"], there);
  figures.equal(`npx keyferry --help ends with, ${version}`, help.status, 0);
  figures.atMost(`keyferry --help, CPU, ${version}`, await cpuSeconds("keyferry --help", there), 0.5, "s");
}

/** The processor time of a command, in seconds: the least of three runs, since others use the machine as well. */
async function cpuSeconds(command: string, there: { readonly cwd: string; readonly node: string }) {
  const script = `TIMEFORMAT='%U %S'; time node_modules/.bin/${command} >/dev/null`;
  const runs: number[] = [];
  for (let times = 0; times < 3; times += 1) {
    const output = await succeed("bash", ["-c", script], there);
    const [user = Number.NaN, system = Number.NaN] = output.split(" ").map(Number);
    runs.push(user + system);
  }
  return Math.min(...runs);
}

/** Packages in the versions that this checkout has. */
export async function versionsOf(...names: readonly string[]): Promise<readonly string[]> {
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8"));
  return names.map((name) => `${name}@${dependencies[name] ?? devDependencies[name]}`);
}

/** How many leaves of two documents differ. */
function differences(one: unknown, other: unknown): number {
  if (!isObject(one) || !isObject(other)) return one === other ? 0 : 1;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].reduce((sum, name) => sum + differences(one[name], other[name]), 0);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
