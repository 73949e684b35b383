import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../../infra/local/deploy.ts";
import { type Running, succeed } from "./workshop.ts";

/** What the CDK reports of itself is compressed, and so differs between versions of Node. */
const REPRODUCIBLE = ["--version-reporting", "false"];

/** Synthesizes the CDK app of a folder, with the CDK that is installed above it, and returns its only template. */
export async function synthesize(running: Running, ...flags: readonly string[]): Promise<string> {
  const node = running.node ?? process.execPath;
  const output = join(running.cwd, `cdk.out-${flags.length}`);
  const args = ["synth", "--quiet", "--no-notices", ...REPRODUCIBLE, "--output", output, ...flags];
  await succeed(node, [join(running.cwd, "../node_modules/aws-cdk/bin/cdk"), ...args], running);
  return readTemplate(output);
}

/** The template of the only stack in a cloud assembly. */
export async function readTemplate(assembly: string): Promise<string> {
  const { artifacts } = JSON.parse(await readFile(join(assembly, "manifest.json"), "utf8"));
  const stacks: [string, { type: string; properties: { templateFile: string } }][] =
    Object.entries(artifacts);
  const [stack, ...others] = stacks.filter(([, { type }]) => type === "aws:cloudformation:stack");
  if (stack === undefined || others.length > 0) throw new Error("the app should have one stack");
  return readFile(join(assembly, stack[1].properties.templateFile), "utf8");
}

/** The stack of the example, with the construct of this checkout. */
export const CHECKOUT_APP = `node ${join(PROJECT, "test/template/platform-main.ts")}`;
