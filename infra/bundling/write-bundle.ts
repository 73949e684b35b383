import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { ESBUILD_SETTINGS } from "./esbuild-settings.ts";

/*
 * node write-bundle.ts <entry> <directory> [<json> …]: bundles a function into a directory, with its source map, and
 * adds the JSON files without their white space. The function reads such a file only when a request asks for it, so the
 * file must not make every start slower.
 */
const [entry = "", directory = "", ...documents] = process.argv.slice(2);

await build({
  ...ESBUILD_SETTINGS,
  entryPoints: [entry],
  outfile: join(directory, "index.mjs"),
  sourcemap: "external",
  logLevel: "warning",
});
for (const document of documents) {
  const text = JSON.stringify(JSON.parse(await readFile(document, "utf8")));
  await writeFile(join(directory, basename(document)), text);
}
