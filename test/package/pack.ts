import { join } from "node:path";
import { PROJECT } from "../../infra/local/deploy.ts";
import { succeed } from "./workshop.ts";

/** A package as npm packs it. */
export interface Packed {
  readonly tarball: string;
  /** In bytes. */
  readonly size: number;
  /** The paths of its files. */
  readonly files: readonly string[];
}

/** Builds and packs a package of this repository. */
export async function pack(folder: string, into: string): Promise<Packed> {
  const args = ["pack", "--json", "--pack-destination", into];
  const output = await succeed("npm", args, { cwd: join(PROJECT, folder) });
  const [{ filename, size, files }] = JSON.parse(output.slice(output.indexOf("[\n")));
  return {
    tarball: join(into, filename),
    size,
    files: files.map(({ path }: { readonly path: string }) => path),
  };
}
