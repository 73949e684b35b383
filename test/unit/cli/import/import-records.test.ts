import { chmod, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importRecords } from "../../../../cli/import/import-records.ts";

const CONTENT = '{"digest":"of a file"}';
const OTHER = '{"digest":"of another file"}';
const [ONE, TWO] = ["e0000000-0000-4000-8000-000000000001", "e0000000-0000-4000-8000-000000000002"];
const DEPLOYMENT = "kid-1";

let home: string;
let directory: string;
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), "keyferry-records-")));
  directory = join(home, "keyferry", "imports");
});
afterEach(() => rm(home, { recursive: true, force: true }));

const records = (deployment = DEPLOYMENT) => importRecords(directory, deployment);

const texts = async (): Promise<readonly string[]> =>
  Promise.all(
    (await readdir(directory)).map(async (name) => name + (await readFile(join(directory, name), "utf8"))),
  );

describe("the records of imports", () => {
  it("an import is found again by its content, by later commands", async () => {
    expect(await records().find(CONTENT)).toBeUndefined();
    expect(await records().add(CONTENT, ONE)).toBe(ONE);
    expect(await records().find(CONTENT)).toBe(ONE);
    expect(await records().find(OTHER)).toBeUndefined();
    expect(await records().has(ONE)).toBe(true);
    expect(await records().has(TWO)).toBe(false);
  });

  it("an import is known of the deployment alone that it went into", async () => {
    await records().add(CONTENT, ONE);
    const elsewhere = records("kid-2");
    expect(await elsewhere.find(CONTENT)).toBeUndefined();
    expect(await elsewhere.has(ONE)).toBe(false);
  });

  it("all commands that begin at the same time take the id of the one that was first", async () => {
    const ids = Array.from(
      { length: 20 },
      (_, n) => `e0000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    );
    const taken = new Set(await Promise.all(ids.map((id) => records().add(CONTENT, id))));
    expect(taken.size).toBe(1);
    expect(await records().find(CONTENT)).toBe([...taken][0]);
  });

  it("an id that the caller names is that of its content from then on", async () => {
    await records().add(CONTENT, ONE);
    await records().bind(CONTENT, TWO);
    expect(await records().find(CONTENT)).toBe(TWO);
    await records().bind(CONTENT, TWO);
  });

  it("an id that the caller names is refused for another content than it was sent with", async () => {
    await records().add(CONTENT, ONE);
    await expect(records().bind(OTHER, ONE)).rejects.toMatchObject({ kind: "conflict" });
    expect(await records().find(OTHER)).toBeUndefined();
  });

  it("a checkpoint is read by later commands, and keeps what the import was of", async () => {
    await records().add(CONTENT, ONE);
    expect(await records().checkpoint(ONE).read()).toBe(0);
    await records().checkpoint(ONE).write(250);
    expect(await records().checkpoint(ONE).read()).toBe(250);
    await records().bind(CONTENT, ONE);
    expect(await records().checkpoint(ONE).read()).toBe(250);
    await expect(records().bind(OTHER, ONE)).rejects.toMatchObject({ kind: "conflict" });
  });

  it("the records do not contain the content, and two machines record it differently", async () => {
    await records().add(CONTENT, ONE);
    expect((await texts()).filter((text) => text.includes("of a file"))).toEqual([]);
    const names = await readdir(directory);
    await rm(directory, { recursive: true });
    await records().add(CONTENT, ONE);
    const common = (await readdir(directory)).filter((name) => names.includes(name));
    // The secret, and the checkpoint, whose name derives from the random id.
    expect(common).toHaveLength(2);
    expect(names).toHaveLength(3);
  });

  it("the records are for the eyes of their owner alone", async () => {
    await records().add(CONTENT, ONE);
    expect((await stat(directory)).mode & 0o077).toBe(0);
    for (const name of await readdir(directory)) {
      expect((await stat(join(directory, name))).mode & 0o077).toBe(0);
    }
  });

  it("a record that others could have written is not used", async () => {
    await records().add(CONTENT, ONE);
    await chmod(directory, 0o777);
    await expect(records().find(CONTENT)).rejects.toThrow(`chmod go-w ${directory}`);
    await expect(records().has(ONE)).rejects.toThrow(`chmod go-w ${directory}`);
    await expect(records().checkpoint(ONE).read()).rejects.toThrow(`chmod go-w ${directory}`);
  });

  it("a broken record is no missing one, under which a file would be imported again", async () => {
    await records().add(CONTENT, ONE);
    for (const name of await readdir(directory)) {
      if (name !== "secret") await writeFile(join(directory, name), "{ half");
    }
    await expect(records().find(CONTENT)).rejects.toThrow("is not the record of an import: remove it");
    await expect(records().add(CONTENT, TWO)).rejects.toThrow("is not the record of an import: remove it");
  });

  it("a directory that cannot be made is told with what to do", async () => {
    await writeFile(join(home, "keyferry"), "a file");
    await expect(records().add(CONTENT, ONE)).rejects.toThrow("set XDG_STATE_HOME to another directory");
  });
});
