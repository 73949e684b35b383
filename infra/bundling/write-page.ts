import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** How to bundle what runs in a browser: the newest features that it uses are in each of these. */
const BROWSER_SETTINGS = {
  bundle: true,
  platform: "browser",
  format: "esm",
  target: ["chrome111", "edge111", "firefox121", "safari16.4"],
  minify: true,
  charset: "utf8",
  logLevel: "warning",
  alias: { "node:util": here("no-node-util.ts"), "node:crypto": here("no-node-crypto.ts") },
} satisfies BuildOptions;

/**
 * Writes a page: `index.html` with its script and its styles, each under a name that holds its hash, so that browsers may keep it
 * for ever, and with its hash beside it, so that they refuse any other (Subresource Integrity).
 *
 * @param source the folder with `index.html`, `main.ts` and `page.css`. In the HTML, `{{page.js}}` stands for the address of the
 *   script and `{{page.js integrity}}` for its hash.
 */
export async function writePage(source: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  let html = await readFile(join(source, "index.html"), "utf8");
  for (const [entry, type] of [
    ["main.ts", "js"],
    ["page.css", "css"],
  ] as const) {
    const { outputFiles } = await build({
      ...BROWSER_SETTINGS,
      write: false,
      entryPoints: [join(source, entry)],
    });
    const content = outputFiles[0]?.contents ?? new Uint8Array();
    const name = `page.${createHash("sha256").update(content).digest("hex").slice(0, 16)}.${type}`;
    const integrity = `sha384-${createHash("sha384").update(content).digest("base64")}`;
    html = html
      .replaceAll(`{{page.${type}}}`, `assets/${name}`)
      .replaceAll(`{{page.${type} integrity}}`, integrity);
    await writeFile(join(directory, name), content);
  }
  await writeFile(join(directory, "index.html"), html);
}
