import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { ESBUILD_SETTINGS } from "../../../infra/bundling/esbuild-settings.ts";

const PROJECT = join(import.meta.dirname, "../../..");

/**
 * - `deployed`: exactly as the stack bundles its functions.
 * - `ordinary`: the usual way, with all credential sources, CommonJS first and `import { z } from "zod"`.
 */
export type Style = "deployed" | "ordinary";

const { alias: _, mainFields: __, ...COMMON } = ESBUILD_SETTINGS;

const STYLES: Readonly<Record<Style, BuildOptions>> = {
  deployed: ESBUILD_SETTINGS,
  ordinary: { ...COMMON, alias: { "zod/mini": join(import.meta.dirname, "ordinary-zod.ts") } },
};

/** The folders under `functions/`, one for each Lambda. */
export const functionNames = (): string[] =>
  readdirSync(join(PROJECT, "functions"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

export const handlerOf = (name: string): string => join(PROJECT, "functions", name, "handler.ts");

export interface Bundle {
  readonly bytes: number;
  readonly code: string;
}

/** Bundles one entry point in memory. */
export async function bundle(entry: string, style: Style): Promise<Bundle> {
  const { outputFiles } = await build({
    ...STYLES[style],
    entryPoints: [entry],
    write: false,
    logLevel: "error",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return { bytes: output.contents.length, code: output.text };
}
