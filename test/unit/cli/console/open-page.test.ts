import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPage } from "../../../../cli/console/open-page.ts";

const LINK = "http://127.0.0.1:9/#a-token-of-this-test";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-open-"));
});
afterEach(() => rm(directory, { recursive: true }));

describe("the browser", () => {
  it("a browser is opened by a file of its owner alone, so that no argument has the link", async () => {
    const ends = new AbortController();
    const opened: string[] = [];
    const openFile = async (file: string) => {
      opened.push(file);
      return { on: () => undefined as never };
    };
    await openPage(LINK, ends.signal, { directory, openFile });
    const [file = ""] = opened;
    expect([opened.length, file.includes("token")]).toEqual([1, false]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toContain(`content="0;url=${LINK}"`);
    ends.abort();
    while ((await readdir(directory)).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("a machine without a browser keeps the console running: the link is on the terminal", async () => {
    const openFile = () => Promise.reject(new Error("there is no browser"));
    const ends = new AbortController();
    await expect(openPage(LINK, ends.signal, { directory, openFile })).resolves.toBeUndefined();
    ends.abort();
  });

  it("a machine on which no file can be kept for it keeps the console running, and opens nothing", async () => {
    const blocked = join(directory, "a-file");
    await writeFile(blocked, "");
    const opened: string[] = [];
    const openFile = async (file: string) => {
      opened.push(file);
      return { on: () => undefined as never };
    };
    const ends = new AbortController();
    await expect(
      openPage(LINK, ends.signal, { directory: join(blocked, "keyferry"), openFile }),
    ).resolves.toBeUndefined();
    expect(opened).toEqual([]);
    ends.abort();
  });
});
