import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readPage } from "../../../../functions/web/read-page.ts";
import { writePage } from "../../../../infra/bundling/write-page.ts";

/** In bytes, compressed: what a visitor's phone loads before the page shows. */
const BUDGET = 60 * 1024;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-page-"));
  await writePage("functions/web/page", directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it("the page and its assets have at most 60 KB together, as browsers load them", async () => {
  const sizes = new Map<string, number>();
  for (const name of await readdir(directory)) {
    sizes.set(name.replace(/\.[0-9a-f]{16}/, ""), gzipSync(await readFile(join(directory, name))).length);
  }
  process.stdout.write(`bytes of the page, compressed: ${JSON.stringify(Object.fromEntries(sizes))}\n`);
  expect([...sizes.keys()].sort()).toEqual(["index.html", "page.css", "page.js"]);
  expect([...sizes.values()].reduce((sum, size) => sum + size)).toBeLessThanOrEqual(BUDGET);
});

it("the page names each asset by its hash, and accepts no other content under that name", async () => {
  const { html, assets } = await readPage(pathToFileURL(`${directory}/`));
  expect(assets.size).toBe(2);
  for (const [name, { content }] of assets) {
    const [, hash] = /^page\.([0-9a-f]{16})\.(?:js|css)$/.exec(name) ?? [];
    expect(createHash("sha256").update(content).digest("hex").slice(0, 16)).toBe(hash);
    const integrity = `sha384-${createHash("sha384").update(content).digest("base64")}`;
    expect(html).toContain(`="assets/${name}" integrity="${integrity}"`);
  }
  expect(html).not.toContain("{{");
});

it("the page has no inline code, no style of its own, and no address of anybody else", async () => {
  const { html, assets } = await readPage(pathToFileURL(`${directory}/`));
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:|https?:/i);
  const script = [...assets].find(([name]) => name.endsWith(".js"))?.[1].content ?? "";
  expect(script).not.toMatch(
    /\b(?:eval|innerHTML|outerHTML|insertAdjacentHTML|document\.write|new Function)\b/,
  );
  expect(script).not.toMatch(
    /\b(?:localStorage|sessionStorage|indexedDB|document\.cookie|serviceWorker|caches)\b/,
  );
});

it("a page that is written twice has the same bytes", async () => {
  const again = await mkdtemp(join(tmpdir(), "keyferry-page-"));
  try {
    await writePage("functions/web/page", again);
    expect(await readdir(again)).toEqual(await readdir(directory));
    expect(await readFile(join(again, "index.html"), "utf8")).toBe(
      await readFile(join(directory, "index.html"), "utf8"),
    );
  } finally {
    await rm(again, { recursive: true, force: true });
  }
});
