import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

export const PROJECT = join(import.meta.dirname, "..");

/**
 * Compiles a package's sources into its build folder, which it empties first.
 * @param config the file with the entry points, in this folder.
 * @param directory the build folder.
 * @throws Error when the sources have an error, which tsc has printed.
 */
export function compile(config: string, directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  const tsc = join(PROJECT, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "--project", join(import.meta.dirname, config)], {
    stdio: ["ignore", process.stderr, process.stderr],
  });
}
