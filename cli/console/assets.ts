import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly content: Uint8Array;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const FILES = [
  { path: "/", file: "page/index.html", type: "text/html; charset=utf-8" },
  { path: "/console.css", file: "page/console.css", type: "text/css; charset=utf-8" },
  { path: "/icon.svg", file: "page/icon.svg", type: "image/svg+xml" },
] as const;

/** The files of the page by their paths. The package brings the script bundled; the checkout bundles its sources. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const files = FILES.map(
    async ({ path, file, type }) => [path, { type, content: await readFile(here(file)) }] as const,
  );
  const script = { type: "text/javascript; charset=utf-8", content: await loadScript() };
  return new Map<string, Asset>([...(await Promise.all(files)), ["/console.js", script]]);
}

async function loadScript(): Promise<Uint8Array> {
  const built = here("page/console.js");
  if (existsSync(built)) return readFile(built);
  const bundler = here("../../packaging/bundle-page.ts");
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [bundler], { encoding: "buffer", maxBuffer: 10_000_000 });
  return stdout;
}
