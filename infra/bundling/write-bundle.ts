import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ESBUILD_SETTINGS } from "./esbuild-settings.ts";
import { ownSourceMap } from "./own-source-map.ts";
import { writePage } from "./write-page.ts";

/*
 * node write-bundle.ts <entry> <directory>: bundles a function into a directory, with its source map, and adds the JSON
 * files that it reads, without their white space, and the page that it serves. The function reads such a file only when a
 * request asks for it, so the file must not make every start slower.
 */
const [entry = "", directory = ""] = process.argv.slice(2);

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

/** By the module's path in the project. */
const DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  "functions/api/handler.ts": ["docs/openapi.json"],
};

/** The folder of the page, and the one of the bundle that it is written to. */
const PAGES: Readonly<Record<string, readonly [source: string, folder: string]>> = {
  "functions/web/handler.ts": ["functions/web/page", "page"],
};

await mkdir(directory, { recursive: true });
const { outputFiles } = await build({
  ...ESBUILD_SETTINGS,
  entryPoints: [entry],
  // The paths in a source map start here, wherever the bundle is written: it has the same bytes everywhere.
  outfile: join(PROJECT, "index.mjs"),
  write: false,
  sourcemap: "external",
  // The map names places in the sources, which are public.
  sourcesContent: false,
  logLevel: "warning",
});
for (const { path, text } of outputFiles) {
  await writeFile(join(directory, basename(path)), path.endsWith(".map") ? ownSourceMap(text) : text);
}

for (const document of DOCUMENTS[relative(PROJECT, entry)] ?? []) {
  const text = JSON.stringify(JSON.parse(await readFile(join(PROJECT, document), "utf8")));
  await writeFile(join(directory, basename(document)), text);
}

const page = PAGES[relative(PROJECT, entry)];
if (page) await writePage(join(PROJECT, page[0]), join(directory, page[1]));
