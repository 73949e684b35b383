import { beforeEach, describe, expect, it } from "vitest";
import type { ImportMessage } from "../../../shared/imports/import-message.ts";
import { importedCredentialId } from "../../../shared/imports/imported-credential-id.ts";
import { rawKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

const FIRST = "e0000000-0000-4000-8000-000000000001";
const SECOND = "e0000000-0000-4000-8000-000000000002";
const OTHER_WORKSPACE = "a0000000-0000-4000-8000-00000000000b";

let world: WorkerWorld;
beforeEach(() => {
  world = workerWorld();
});

const rowOf = (row: number, key: string, overrides: Partial<ImportMessage> = {}): ImportMessage => ({
  version: 1,
  type: "credential.import",
  import_id: FIRST,
  row,
  workspace_id: WORKSPACE,
  provider: "openai",
  sealed_key: world.seal(key, { workspace_id: overrides.workspace_id ?? WORKSPACE, provider: "openai" }),
  requested_at: START.toISOString(),
  ...overrides,
});

const live = () => [...world.table.credentials.values()].filter(({ deleted_at }) => deleted_at === null);
const outcomesOf = (importId: string) => {
  const tallies = world.table.tallies.filter(({ import_id }) => import_id === importId);
  return {
    created: tallies.flatMap((tally) => tally.created_rows),
    skipped: tallies.flatMap((tally) => tally.skipped),
    failures: tallies.flatMap((tally) => tally.failures).map(({ row, code }) => ({ row, code })),
  };
};

describe("a row whose key the workspace has", () => {
  it("the row is skipped if it asks for that, and its tally names the credential with the key", async () => {
    await world.provisionImports(rowOf(1, rawKey(1)));
    const again = { import_id: SECOND, on_duplicate: "skip" } as const;
    await world.provisionImports(rowOf(1, rawKey(1), again), rowOf(2, rawKey(2), again));
    expect(live()).toHaveLength(2);
    expect(outcomesOf(SECOND)).toEqual({
      created: [2],
      skipped: [{ row: 1, same_as: importedCredentialId(WORKSPACE, FIRST, 1) }],
      failures: [],
    });
  });

  it("the row is skipped whichever door stored the key, and after a rotation to it", async () => {
    const posted = world.create(1, {}, rawKey(1));
    await world.provision(posted);
    await world.provision(world.rotate(2, posted.credential_id, rawKey(7)));
    const rows = [
      rowOf(1, rawKey(7), { on_duplicate: "skip" }),
      rowOf(2, rawKey(1), { on_duplicate: "skip" }),
    ];
    await world.provisionImports(...rows);
    expect(outcomesOf(FIRST)).toEqual({
      created: [2],
      skipped: [{ row: 1, same_as: posted.credential_id }],
      failures: [],
    });
  });

  it("the row is rejected if it asks for that", async () => {
    await world.provisionImports(rowOf(1, rawKey(1)));
    await world.provisionImports(rowOf(1, rawKey(1), { import_id: SECOND, on_duplicate: "fail" }));
    expect(outcomesOf(SECOND)).toEqual({
      created: [],
      skipped: [],
      failures: [{ row: 1, code: "duplicate_key" }],
    });
  });

  it("the row creates another credential if it asks for that or for nothing", async () => {
    await world.provisionImports(rowOf(1, rawKey(1)), rowOf(2, rawKey(1), { on_duplicate: "create" }));
    expect(live()).toHaveLength(2);
  });

  it("the row is no duplicate of itself when it is delivered again, nor of a key in another workspace", async () => {
    const row = rowOf(1, rawKey(1), { on_duplicate: "skip" });
    await world.provisionImports(row);
    await world.provisionImports(row);
    await world.provisionImports(
      rowOf(2, rawKey(1), { on_duplicate: "skip", workspace_id: OTHER_WORKSPACE }),
    );
    expect(outcomesOf(FIRST)).toEqual({ created: [1, 2], skipped: [], failures: [] });
  });

  it("the second of two rows of one batch with one key is skipped", async () => {
    const rows = [1, 2].map((row) => rowOf(row, rawKey(1), { on_duplicate: "skip" }));
    await world.provisionImports(...rows);
    expect(outcomesOf(FIRST)).toMatchObject({ created: [1], skipped: [{ row: 2 }] });
  });

  it("a row that was skipped stays skipped when it is delivered again, also if nobody counted it before", async () => {
    await world.provisionImports(rowOf(1, rawKey(1)));
    const again = rowOf(1, rawKey(1), { import_id: SECOND, on_duplicate: "skip" });
    const { ledger } = world.dependencies;
    const { tally } = ledger;
    ledger.tally = () => Promise.reject(new Error("the table does not answer"));
    expect(await world.provisionImports(again)).toEqual(["retry"]);
    ledger.tally = tally;
    await world.redeliverImports(again);
    await world.provisionImports(again);
    const skipped = [{ row: 1, same_as: importedCredentialId(WORKSPACE, FIRST, 1) }];
    expect(outcomesOf(SECOND)).toEqual({ created: [], skipped, failures: [] });
  });

  it("a row that is rejected for another reason keeps its key from no other row", async () => {
    const skip = { on_duplicate: "skip" } as const;
    const contradictory = { settings: { is_byok_only: true, is_fallback: true } };
    await world.provisionImports(
      rowOf(1, rawKey(1), { ...skip, ...contradictory }),
      rowOf(2, rawKey(1), skip),
    );
    expect(outcomesOf(FIRST)).toEqual({
      created: [2],
      skipped: [],
      failures: [{ row: 1, code: "contradictory_settings" }],
    });
  });

  it("a key that was deleted is new again", async () => {
    await world.provisionImports(rowOf(1, rawKey(1)));
    const [created] = live();
    if (created === undefined) throw new Error("nothing was created");
    world.table.credentials.set(created.id, { ...created, deleted_at: START.toISOString() });
    await world.provisionImports(rowOf(1, rawKey(1), { import_id: SECOND, on_duplicate: "skip" }));
    expect(outcomesOf(SECOND)).toMatchObject({ created: [1], skipped: [] });
  });

  it("a table that does not answer puts the row off, and loses nothing", async () => {
    const unreadable = {
      ...world.dependencies,
      knownKeys: { claim: () => Promise.reject(new Error("the table does not answer")) },
    };
    Object.assign(world.dependencies, unreadable);
    const verdicts = await world.provisionImports(rowOf(1, rawKey(1), { on_duplicate: "skip" }));
    expect(verdicts).toEqual(["retry"]);
    expect(live()).toEqual([]);
  });
});

describe("a masked key in bulk", () => {
  const masked = `sk-...${"AbCd"}`;

  it("a masked key is rejected unless the row accepts it by name, and then its tally says so", async () => {
    await world.provisionImports(rowOf(1, masked), rowOf(2, masked, { accepts: ["masked"] }));
    expect(outcomesOf(FIRST)).toEqual({
      created: [2],
      skipped: [],
      failures: [{ row: 1, code: "refused_key" }],
    });
    expect(world.table.tallies.flatMap(({ doubtful }) => doubtful)).toEqual([
      { row: 2, warnings: ["masked"] },
    ]);
  });
});
