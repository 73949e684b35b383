import { expect, it } from "vitest";
import { knownKeys } from "../../../shared/imports/known-keys.ts";
import { MAX_COMPARED } from "../../../shared/imports/ports.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { WORKSPACE } from "../../support/data/fixtures.ts";

const row = (n: number) => ({ import_id: `import ${n}`, workspace_id: WORKSPACE });

/** A workspace with one credential, and how often it was read. */
function reader() {
  const seen = { reads: 0 };
  return {
    seen,
    async *listFingerprints() {
      seen.reads += 1;
      yield [{ id: "stored", fingerprint: "of the stored key" }];
    },
  };
}

it("a workspace's keys are read once for each import, however many rows it has", async () => {
  const workspace = reader();
  const keys = knownKeys(workspace);
  const claims = [1, 2, 3].map((n) => keys.claim(row(1), `key ${n}`, `id ${n}`));
  expect(await Promise.all(claims)).toEqual([null, null, null]);
  expect(await keys.claim(row(1), "of the stored key", "id 4")).toEqual({ same_as: "stored" });
  expect(workspace.seen.reads).toBe(1);
  await keys.claim(row(2), "key 5", "id 5");
  expect(workspace.seen.reads).toBe(2);
});

it("an import into many workspaces reads each once, in whatever order its rows come", async () => {
  const workspace = reader();
  const keys = knownKeys(workspace);
  for (const round of [1, 2]) {
    for (let n = 1; n <= 50; n += 1) {
      const row = { import_id: "import", workspace_id: `workspace ${n}` };
      expect(await keys.claim(row, "key", `id ${round}`)).toEqual(round === 1 ? null : { same_as: "id 1" });
    }
  }
  expect(workspace.seen.reads).toBe(50);
});

it("a process keeps so many keys at most, and reads those of an earlier import again", async () => {
  const workspace = reader();
  const keys = knownKeys(workspace, 450);
  for (let n = 1; n <= 5; n += 1) await keys.claim(row(n), "key", `id ${n}`);
  await keys.claim(row(5), "key", "id 5");
  expect(workspace.seen.reads).toBe(5);
  await keys.claim(row(1), "key", "id 1");
  expect(workspace.seen.reads).toBe(6);
});

it("the keys that imports have created count as well", async () => {
  const workspace = reader();
  const keys = knownKeys(workspace, 450);
  for (let n = 1; n <= 200; n += 1) await keys.claim(row(1), `key ${n}`, `id ${n}`);
  for (const n of [2, 3]) await keys.claim(row(n), "key", "id");
  await keys.claim(row(1), "key 1", "id 1");
  expect(workspace.seen.reads).toBe(4);
});

it("the keys that could not be read are read again for the next row", async () => {
  let attempts = 0;
  const keys = knownKeys({
    async *listFingerprints() {
      attempts += 1;
      if (attempts === 1) throw new KeyferryError("unavailable", "throttled");
      yield [];
    },
  });
  await expect(keys.claim(row(1), "key", "id")).rejects.toMatchObject({ kind: "unavailable" });
  expect(await keys.claim(row(1), "key", "id")).toBeNull();
});

it("a workspace with more credentials than can be compared is not read to its end, and says so", async () => {
  let pages = 0;
  const page = Array.from({ length: MAX_COMPARED / 4 }, (_, n) => ({ id: `id ${n}`, fingerprint: `${n}` }));
  const keys = knownKeys({
    async *listFingerprints() {
      for (; pages < 10; pages += 1) yield page;
    },
  });
  expect(await keys.claim(row(1), "new", "id")).toBe("too_many");
  expect(pages).toBe(4);
});
