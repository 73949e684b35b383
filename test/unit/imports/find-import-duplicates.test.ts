import { beforeEach, expect, it } from "vitest";
import { findImportDuplicates } from "../../../shared/imports/find-import-duplicates.ts";
import type { ImportMessage } from "../../../shared/imports/import-message.ts";
import { importedCredentialId } from "../../../shared/imports/imported-credential-id.ts";
import { OTHER_WORKSPACE, rawKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";
const OTHER_IMPORT = "e0000000-0000-4000-8000-000000000002";

let world: WorkerWorld;
beforeEach(() => {
  world = workerWorld();
});

const rowOf = (row: number, key = rawKey(row), overrides: Partial<ImportMessage> = {}): ImportMessage => ({
  version: 1,
  type: "credential.import",
  import_id: IMPORT,
  row,
  total_rows: 3,
  workspace_id: WORKSPACE,
  provider: "openai",
  sealed_key: world.seal(key, { workspace_id: WORKSPACE, provider: "openai" }),
  requested_at: START.toISOString(),
  ...overrides,
});

const idOf = (row: number) => importedCredentialId(WORKSPACE, IMPORT, row);

it("two rows with one key are found by fingerprint, after the import", async () => {
  await world.provisionImports(rowOf(1, rawKey(1)), rowOf(2, rawKey(2)), rowOf(3, rawKey(1)));
  expect(await findImportDuplicates(IMPORT, world.table)).toEqual([
    { row: 1, id: idOf(1), same_as: [idOf(3)] },
    { row: 3, id: idOf(3), same_as: [idOf(1)] },
  ]);
});

it("a row that was delivered twice, once with others, is found once", async () => {
  await world.provisionImports(rowOf(1, rawKey(1)), rowOf(2, rawKey(1)));
  await world.provisionImports(rowOf(2, rawKey(1)));
  expect(world.table.tallies).toHaveLength(2);
  expect((await findImportDuplicates(IMPORT, world.table)).map(({ row }) => row)).toEqual([1, 2]);
});

it("a key that a credential outside the import has is found too, and other workspaces do not count", async () => {
  await world.provisionImports(rowOf(1, rawKey(1), { import_id: OTHER_IMPORT }), rowOf(1), rowOf(2));
  const sealed_key = world.seal(rawKey(2), { workspace_id: OTHER_WORKSPACE, provider: "openai" });
  await world.provisionImports(rowOf(9, rawKey(2), { workspace_id: OTHER_WORKSPACE, sealed_key }));
  expect(await findImportDuplicates(IMPORT, world.table)).toEqual([
    { row: 1, id: idOf(1), same_as: [importedCredentialId(WORKSPACE, OTHER_IMPORT, 1)] },
  ]);
});
