import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downloadArchive } from "../../../cli/download-archive.ts";
import { digestKey, EVENTS_PREFIX, eventsKey } from "../../../shared/audit/archive-layout.ts";
import { memoryArchive } from "../../support/worlds/audit-world.ts";

const TIME = new Date("2026-02-03T04:05:06.789Z");
const EVENTS = eventsKey(TIME, "0123456789abcdef");
const DIGEST = digestKey(1);

let home: string;
let directory: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "keyferry-download-"));
  directory = join(home, "copy", "log");
});
afterEach(() => rm(home, { recursive: true, force: true }));

const archiveOf = (...keys: readonly string[]) =>
  memoryArchive(new Map(keys.map((key) => [key, `content of ${key}`])));

/** Every file and link below the home directory, by its path from there. */
const written = async (): Promise<readonly string[]> => {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1))
    .sort();
};

describe("a download of the audit archive", () => {
  it("a download copies events and digests, and the next one only what is new", async () => {
    expect(await downloadArchive(archiveOf(EVENTS), directory)).toEqual({
      copied: 1,
      objects: 1,
      skipped: 0,
      skipped_keys: [],
    });
    expect(await downloadArchive(archiveOf(EVENTS, DIGEST), directory)).toEqual({
      copied: 1,
      objects: 2,
      skipped: 0,
      skipped_keys: [],
    });
    expect(await written()).toEqual([`copy/log/${DIGEST}`, `copy/log/${EVENTS}`]);
    expect(await readFile(join(directory, EVENTS), "utf8")).toBe(`content of ${EVENTS}`);
  });

  it("a digest that is signed meanwhile is left to the next download, as what it vouches for may be", async () => {
    const archive = archiveOf(EVENTS, DIGEST);
    const later = eventsKey(new Date(TIME.getTime() + 1), "0123456789abcdef");
    const busy = {
      ...archive,
      async *list(prefix: string) {
        yield* archive.list(prefix);
        if (prefix !== EVENTS_PREFIX) return;
        await archive.add(later, "content");
        await archive.add(digestKey(2), "content");
      },
    };
    await downloadArchive(busy, directory);
    expect(await written()).toEqual([`copy/log/${DIGEST}`, `copy/log/${EVENTS}`]);
    expect(await downloadArchive(archive, directory)).toMatchObject({ copied: 2, objects: 4 });
  });

  it.each([
    "events/../../pwned.txt",
    "events/2026/02/03/04/../../../../../../pwned.jsonl",
    `events/2026/02/03/04/2026-02-03T04-05-06.789Z/../../${EVENTS.split("/").at(-1)}`,
    `events//${EVENTS.slice("events/".length)}`,
    "events//etc/pwned",
    "events/..\\..\\pwned.jsonl",
    `events/${EVENTS.replaceAll("/", "\\")}`,
    `${EVENTS}\0`,
    "events/CON",
    "events/2026/02/03/04/NUL.jsonl",
    "events/",
    "digests/../../.local/outputs.json",
    "digests/0000000000.jws",
    "digests/1.jws",
    "digests/0000000001.jws/.",
  ])("the object %j, which keyferry gives no such name, is written nowhere and reported", async (key) => {
    const archive = archiveOf(EVENTS, key);
    expect(await downloadArchive(archive, directory)).toEqual({
      copied: 1,
      objects: 2,
      skipped: 1,
      skipped_keys: [key],
    });
    expect(await written()).toEqual([`copy/log/${EVENTS}`]);
  });

  it("a download counts all that it skips, and names the first of them", async () => {
    const keys = Array.from({ length: 20 }, (_, n) => `events/${String(n).padStart(2, "0")}`);
    expect(await downloadArchive(archiveOf(...keys), directory)).toMatchObject({
      skipped: 20,
      skipped_keys: keys.slice(0, 5),
    });
  });

  it.each(["", "events", "events/2026", "events/2026/02/03/04"])(
    "a link in the copy at the place of the directory %j below log is not followed",
    async (below) => {
      const elsewhere = join(home, "elsewhere");
      const at = join(directory, below || "events");
      await mkdir(elsewhere);
      await mkdir(join(at, ".."), { recursive: true });
      await symlink(elsewhere, at);
      await expect(downloadArchive(archiveOf(EVENTS), directory)).rejects.toThrow(`${at} is a symbolic link`);
      expect(await readdir(elsewhere)).toEqual([]);
    },
  );

  it("a link in the copy at the place of a file is not followed, broken or not", async () => {
    const victim = join(home, "victim");
    const file = join(directory, EVENTS);
    await mkdir(join(file, ".."), { recursive: true });
    await symlink(victim, file);
    await expect(downloadArchive(archiveOf(EVENTS), directory)).rejects.toThrow("is a symbolic link");
    await writeFile(victim, "untouched");
    await expect(downloadArchive(archiveOf(EVENTS), directory)).rejects.toThrow("is a symbolic link");
    expect(await readFile(victim, "utf8")).toBe("untouched");
  });

  it("a link at the place of an unfinished file is replaced, and what it leads to stays as it is", async () => {
    const victim = join(home, "victim");
    await writeFile(victim, "untouched");
    await mkdir(join(directory, EVENTS, ".."), { recursive: true });
    await symlink(victim, join(directory, `${EVENTS}.part`));
    expect(await downloadArchive(archiveOf(EVENTS), directory)).toMatchObject({ copied: 1 });
    expect(await readFile(victim, "utf8")).toBe("untouched");
    expect(await written()).toEqual([`copy/log/${EVENTS}`, "victim"]);
  });

  it("a copy may be made by way of a link that the caller named", async () => {
    const elsewhere = join(home, "elsewhere");
    await mkdir(elsewhere);
    await symlink(elsewhere, join(home, "named"));
    await downloadArchive(archiveOf(EVENTS), join(home, "named"));
    expect(await readdir(elsewhere)).toEqual(["digests", "events"]);
  });
});
