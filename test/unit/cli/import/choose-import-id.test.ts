import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseImportId, type ImportIdChoice } from "../../../../cli/import/choose-import-id.ts";
import { importRecords } from "../../../../cli/import/import-records.ts";
import type { RecentImport } from "../../../../cli/import/target.ts";
import { WORKSPACE } from "../../../support/data/fixtures.ts";

const NAMED = "e0000000-0000-4000-8000-000000000001";
const SCAN = { content: '{"digest":"of a file"}', valid: 250, first_workspace: WORKSPACE };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-ids-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A machine of its own for each name. */
const machine = (name = "one", deployment = "deployment") => importRecords(join(directory, name), deployment);

const choose = (overrides: Partial<ImportIdChoice> = {}, recent: readonly RecentImport[] = []) =>
  chooseImportId({
    named: undefined,
    isNew: false,
    storesTwice: true,
    scan: SCAN,
    records: machine(),
    target: { recent: async (workspace) => (workspace === WORKSPACE ? recent : []) },
    ...overrides,
  });

const listed = (id: string, total_rows: number | null = SCAN.valid): RecentImport => ({
  id,
  started_at: "2026-02-03T04:05:06.789Z",
  total_rows,
});

describe("the id of an import", () => {
  it("the same file has the same id on the same machine, so that the same command resumes its import", async () => {
    const id = await choose();
    expect(await choose()).toBe(id);
    expect(await choose({}, [listed(id)])).toBe(id);
    expect(await choose({ isNew: true })).toBe(id);
  });

  it("a file has an id of its own on each machine and in each deployment, which nobody can guess from the file", async () => {
    const ids = [
      await choose(),
      await choose({ records: machine("two") }),
      await choose({ records: machine("one", "another deployment") }),
      await choose({ scan: { ...SCAN, content: "another file" } }),
      await choose({ scan: null }),
      await choose({ scan: null }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    // Random, and not derived from anything: version 4.
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab]/);
  });

  it("a file that another machine may have imported gets no new id unasked", async () => {
    const id = await choose();
    const elsewhere = machine("two");
    const failure = choose({ records: elsewhere }, [listed(NAMED, 3), listed(id)]);
    await expect(failure).rejects.toMatchObject({
      kind: "conflict",
      fields: [{ path: id, reason: "began at 2026-02-03T04:05:06.789Z" }],
    });
    await expect(failure).rejects.toThrow("--import-id");
    await expect(failure).rejects.toThrow("--new");

    expect(await choose({ records: elsewhere, named: id }, [listed(id)])).toBe(id);
    expect(await choose({ records: elsewhere }, [listed(id)])).toBe(id);
  });

  it("a file that is said not to be imported yet gets an id, and keeps it", async () => {
    const id = await choose({ isNew: true }, [listed(NAMED)]);
    expect(id).not.toBe(NAMED);
    expect(await choose({ isNew: true }, [listed(NAMED), listed(id)])).toBe(id);
    expect(await choose({}, [listed(NAMED), listed(id)])).toBe(id);
  });

  it("a file whose keys would not be stored twice is imported from any machine, without a question", async () => {
    const elsewhere = machine("two");
    await expect(choose({ records: elsewhere, storesTwice: false }, [listed(NAMED)])).resolves.not.toBe(
      NAMED,
    );
  });

  it("an import that was undone is forgotten, so that its file has another id", async () => {
    const id = await choose();
    await machine().forget(id);
    expect(await choose()).not.toBe(id);
    await expect(machine().forget(NAMED)).resolves.toBeUndefined();
  });

  it("an import of another file from this machine, or of another number of rows, stops nothing", async () => {
    const other = await choose({ scan: { ...SCAN, content: "another file" } });
    await expect(choose({}, [listed(other), listed(NAMED, 251), listed(NAMED, null)])).resolves.toBeDefined();
  });

  it("an id that was sent with another file is refused, and so is one that is none", async () => {
    const id = await choose();
    const changed = { ...SCAN, content: "the file, changed" };
    await expect(choose({ scan: changed, named: id })).rejects.toMatchObject({ kind: "conflict" });
    await expect(choose({ named: "mine" })).rejects.toMatchObject({ name: "UsageError" });
    await expect(choose({ named: id, isNew: true })).rejects.toMatchObject({ name: "UsageError" });
  });

  it("an import from standard input has the id that is named, or a random one", async () => {
    expect(await choose({ scan: null, named: NAMED })).toBe(NAMED);
  });
});
