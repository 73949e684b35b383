import type { Tarballs } from "./apps.ts";
import type { Figures } from "./figures.ts";
import { run, type Workshop } from "./workshop.ts";

const TOOLS = ["publint@0.3.25", "@arethetypeswrong/cli@0.18.5"];

/** Whether manifests, modules and types of both packages fit together. Both are ES modules alone. */
export async function lintPackages(workshop: Workshop, tarballs: Tarballs, figures: Figures): Promise<void> {
  const cwd = await workshop.install("lint", TOOLS);
  for (const [name, tarball] of Object.entries(tarballs)) {
    const publint = await run("npx", ["publint", "run", tarball, "--strict"], { cwd });
    figures.equal(`publint, ${name}`, told(publint), "no problem");
    const args = ["attw", tarball, "--profile", "esm-only", "--exclude-entrypoints", "package.json"];
    figures.equal(`@arethetypeswrong/cli, ${name}`, told(await run("npx", args, { cwd })), "no problem");
  }
}

const told = ({ status, output }: { readonly status: number; readonly output: string }): string =>
  status === 0 ? "no problem" : output.trim().split("\n").slice(-8).join(" ");
