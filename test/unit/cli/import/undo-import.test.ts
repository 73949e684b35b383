import { beforeEach, describe, expect, it } from "vitest";
import type { CallApi } from "../../../../cli/api-client.ts";
import { errorKindOf } from "../../../../cli/error-kind.ts";
import { undoImport } from "../../../../cli/import/undo-import.ts";
import { importedCredentialId } from "../../../../shared/imports/imported-credential-id.ts";
import { KeyferryError } from "../../../../shared/kernel/errors.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { START } from "../../../support/fakes/manual-clock.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";
const idOf = (row: number) => importedCredentialId(WORKSPACE, IMPORT, row);

let world: DoorWorld;
beforeEach(() => {
  world = doorWorld();
});

/** The CLI's client, on the app itself. */
const callApi: CallApi = async ({ method = "GET", path, query = {} }, schema) => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  const url = given.length > 0 ? `${path}?${new URLSearchParams(Object.fromEntries(given))}` : path;
  const { status, body } = await world.request(method, url);
  if (status >= 400) throw new KeyferryError(errorKindOf(status, false), "refused");
  return schema.parse(body);
};

/** Imports rows 1 to 5, of which row 5 is skipped, since a request stored its key before. */
async function importRows(): Promise<string> {
  const { body } = await world.post(createBody({ key: rawKey(5) }));
  await sendRows([1, 2, 3, 4, 5]);
  return body.data.id;
}

async function sendRows(numbers: readonly number[]): Promise<void> {
  const binding = { workspace_id: WORKSPACE, provider: "openai" };
  const rows = numbers.map((row) => ({
    version: 1,
    type: "credential.import",
    import_id: IMPORT,
    row,
    total_rows: 5,
    ...binding,
    on_duplicate: "skip",
    sealed_key: world.sealForImport(rawKey(row), binding),
    requested_at: START.toISOString(),
  }));
  await world.request("POST", "/byok/imports", {
    body: rows.map((row) => JSON.stringify(row)).join("\n"),
    headers: { "content-type": "application/x-ndjson" },
  });
}

const undo = (signal = new AbortController().signal, onDeleted: (count: number) => void = () => {}) =>
  undoImport(IMPORT, callApi, signal, onDeleted);

const isLive = (id: string): boolean => world.table.credentials.get(id)?.deleted_at === null;

describe("an import that is undone", () => {
  it("an import of which a row was delivered twice loses each credential once", async () => {
    await importRows();
    await sendRows([1, 2]);
    expect(world.table.tallies).toHaveLength(2);
    expect(await undo()).toEqual({ deleted: 4, changed: [], gone: 0 });
  });

  it("an import loses what it created, and nothing that was changed since, deleted before, or not its own", async () => {
    const held = await importRows();
    await world.send("PATCH", `/byok/${idOf(2)}`, { name: "renamed" });
    await world.request("DELETE", `/byok/${idOf(3)}`);
    expect(await undo()).toEqual({ deleted: 2, changed: [idOf(2)], gone: 1 });
    expect([1, 2, 3, 4].map((row) => isLive(idOf(row)))).toEqual([false, true, false, false]);
    expect(isLive(held)).toBe(true);
    expect(await undo()).toEqual({ deleted: 0, changed: [idOf(2)], gone: 3 });
  });

  it("an import whose undoing was interrupted is undone by the next command", async () => {
    await importRows();
    const stop = new AbortController();
    const first = await undo(stop.signal, () => stop.abort());
    expect(first.deleted).toBeGreaterThan(0);
    const second = await undo();
    expect(first.deleted + second.deleted).toBe(4);
  });

  it("an import that nobody knows cannot be undone", async () => {
    await expect(undo()).rejects.toMatchObject({ kind: "not_found" });
  });
});
