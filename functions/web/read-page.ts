import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** A file that a browser may keep for ever, since its name holds its hash. */
export interface PageAsset {
  readonly type: string;
  readonly content: string;
  readonly compressed: Uint8Array<ArrayBuffer>;
}

/** The page that every visitor gets, whatever the link. */
export interface Page {
  readonly html: string;
  /** By name, such as `page.0123456789abcdef.js`. */
  readonly assets: ReadonlyMap<string, PageAsset>;
}

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

const compress = promisify(gzip);

/** Reads what `infra/bundling/write-page.ts` wrote beside the bundle. @param folder with a slash at its end. */
export async function readPage(folder: URL): Promise<Page> {
  const assets = new Map<string, PageAsset>();
  for (const name of await readdir(folder)) {
    const type = TYPES[name.split(".").at(-1) ?? ""];
    if (type === undefined) continue;
    const content = await readFile(new URL(name, folder), "utf8");
    assets.set(name, { type, content, compressed: new Uint8Array(await compress(content, { level: 9 })) });
  }
  return { html: await readFile(new URL("index.html", folder), "utf8"), assets };
}
