import { appendFile, mkdtemp, open, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSource, type Source } from "../../../../cli/import/read-lines.ts";

/** Lines of several blocks. */
const LINES = Array.from({ length: 20_000 }, (_, n) => `row ${n} of a file that is read twice`);

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), "keyferry-lines-")), "keys.csv");
  await writeFile(file, LINES.join("\n"));
});
afterEach(() => rm(join(file, ".."), { recursive: true, force: true }));

async function linesOf(source: Source): Promise<string[]> {
  const lines: string[] = [];
  for await (const portion of source.lines()) lines.push(...portion);
  return lines;
}

/** The lines of a source until it throws, and what it throws. */
async function linesUntilFailure(source: Source) {
  const lines: string[] = [];
  try {
    for await (const portion of source.lines()) lines.push(...portion);
  } catch (error) {
    return { lines, error };
  }
  return { lines, error: undefined };
}

async function write(text: string, at: number): Promise<void> {
  const handle = await open(file, "r+");
  await handle.write(text, at);
  await handle.close();
}

describe("a file that is read several times", () => {
  it("a file that stays as it is has the same lines and the same digest each time", async () => {
    const source = await openSource(file);
    expect(await linesOf(source)).toEqual(LINES);
    const digest = source.digest();
    expect(await linesOf(source)).toEqual(LINES);
    expect(source.digest()).toBe(digest);
    const again = await openSource(file);
    await linesOf(again);
    expect(again.digest()).toBe(digest);
    expect(digest).toMatch(/^[\da-f]{64}$/);
  });

  it("another file has another digest, wherever it differs", async () => {
    const digests = new Set<string>();
    for (const at of [0, 100_000, LINES.join("\n").length - 1]) {
      await write("X", at);
      const source = await openSource(file);
      await linesOf(source);
      digests.add(source.digest());
    }
    await appendFile(file, "\n");
    const longer = await openSource(file);
    await linesOf(longer);
    digests.add(longer.digest());
    expect(digests.size).toBe(4);
  });

  it.each([0, 70_000, 500_000])(
    "a byte that changed at %i since the first time gives none of the lines from there on",
    async (at) => {
      const source = await openSource(file);
      await linesOf(source);
      await write("X", at);
      const { lines, error } = await linesUntilFailure(source);
      expect(error).toMatchObject({ kind: "conflict" });
      expect(String(error)).toContain(`${file} has changed`);
      expect(lines).toEqual(LINES.slice(0, lines.length));
      expect(lines.join("\n").length).toBeLessThanOrEqual(at);
    },
  );

  it("a file that grew or shrank since the first time is noticed, and gives no other lines", async () => {
    const changes = [
      () => appendFile(file, "\nX"),
      () => appendFile(file, "X".repeat(200_000)),
      () => truncate(file, 300_000),
      () => truncate(file, 2 * 64 * 1024),
      () => truncate(file, 0),
    ];
    for (const change of changes) {
      await writeFile(file, LINES.join("\n"));
      const source = await openSource(file);
      await linesOf(source);
      await change();
      const { lines, error } = await linesUntilFailure(source);
      expect(error).toMatchObject({ kind: "conflict" });
      expect(lines).toEqual(LINES.slice(0, lines.length));
    }
  });

  it("a first reading that was broken off is compared with nothing", async () => {
    const source = await openSource(file);
    for await (const _ of source.lines()) break;
    await write("X", 0);
    expect((await linesOf(source))[0]).toBe("Xow 0 of a file that is read twice");
  });
});
