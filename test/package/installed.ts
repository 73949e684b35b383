import { globSync, lstatSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The packages of an app, by its lock file: what npm installed. */
export async function packagesOf(app: string): Promise<readonly string[]> {
  const { packages } = JSON.parse(await readFile(join(app, "node_modules/.package-lock.json"), "utf8"));
  return Object.keys(packages);
}

/** The bytes on disk of what npm installed into an app, in blocks of 512. */
export const bytesOf = (app: string): number =>
  globSync("node_modules/**", { cwd: app })
    .map((file) => lstatSync(join(app, file)))
    .filter((stats) => stats.isFile())
    .reduce((sum, { blocks }) => sum + blocks * 512, 0);
