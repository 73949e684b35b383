import { describe, expect, it } from "vitest";
import { importedCredentialId } from "../../../../shared/imports/imported-credential-id.ts";
import { managementKey, OTHER_WORKSPACE, rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { START } from "../../../support/fakes/manual-clock.ts";
import { doorWorld } from "../../../support/worlds/door-world.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";
const OTHER_TOKEN = "kf_mgmt_of-another-workspace";
const TOKEN = "kf_mgmt_tests-only-token";

const newWorld = (worker = true) => {
  const keys = {
    [TOKEN]: managementKey({ workspaces: [WORKSPACE] }),
    [OTHER_TOKEN]: managementKey({ workspaces: [OTHER_WORKSPACE], default_workspace_id: OTHER_WORKSPACE }),
  };
  const world = doorWorld({ worker, keys });
  const rowOf = (row: number, overrides: object = {}) => ({
    version: 1,
    type: "credential.import",
    import_id: IMPORT,
    row,
    total_rows: 3,
    workspace_id: WORKSPACE,
    provider: "openai",
    sealed_key: world.sealForImport(rawKey(row), { workspace_id: WORKSPACE, provider: "openai" }),
    requested_at: START.toISOString(),
    ...overrides,
  });
  const postRows = (rows: readonly (object | string)[], headers: Record<string, string> = {}) =>
    world.request("POST", "/byok/imports", {
      body: rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"),
      headers: { "content-type": "application/x-ndjson", ...headers },
    });
  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  return { ...world, rowOf, postRows, as };
};

describe("POST /byok/imports", () => {
  it("POST /byok/imports queues sealed rows in the name of the management key, and reports their outcomes", async () => {
    const { postRows, rowOf, get } = newWorld();
    const answer = await postRows([rowOf(1), rowOf(2, { sent_by: "somebody-else" }), "", rowOf(3)]);
    expect([answer.status, answer.body]).toEqual([202, { accepted: 3, import_ids: [IMPORT] }]);
    const { data } = (await get(`/byok/imports/${IMPORT}`)).body;
    expect(data).toEqual({
      id: IMPORT,
      workspace_ids: [WORKSPACE],
      sent_by: `management_key/${managementKey().id}`,
      started_at: START.toISOString(),
      finished_at: START.toISOString(),
      total_rows: 3,
      created: 3,
      rejected: 0,
      skipped: 0,
      warned: 0,
      failures: [],
      warnings: [],
    });
    expect((await get("/byok/imports")).body).toEqual({ data: [data], next_cursor: null });
    expect((await get("/byok")).body.total_count).toBe(3);
    const results = (await get(`/byok/imports/${IMPORT}/results`)).body;
    expect(results.next_cursor).toBeNull();
    expect(results.data).toContainEqual({
      row: 2,
      id: importedCredentialId(WORKSPACE, IMPORT, 2),
      outcome: "created",
      reason: null,
      warnings: [],
    });
  });

  it("POST /byok/imports takes all rows or none, and names each problem by line and field, never the value", async () => {
    const { postRows, rowOf, dependencies } = newWorld();
    const answer = await postRows([
      rowOf(1),
      rowOf(2, { sealed_key: rawKey(2) }),
      "{",
      rowOf(4, { provider: "opnai" }),
    ]);
    expect(answer.status).toBe(400);
    expect(answer.body.error.metadata.fields).toEqual([
      { path: "line 2: sealed_key", reason: "has a form that is not allowed" },
      { path: "line 3", reason: "is not valid JSON" },
      { path: "line 4: provider", reason: "is not a known provider slug" },
    ]);
    expect(answer.text).not.toContain(rawKey(2));
    expect(dependencies.importQueue).toMatchObject({ messages: [] });
  });

  it.each([
    [
      415,
      (world: ReturnType<typeof newWorld>) =>
        world.postRows([world.rowOf(1)], { "content-type": "text/csv" }),
    ],
    [
      413,
      (world: ReturnType<typeof newWorld>) =>
        world.postRows(Array.from({ length: 501 }, (_, n) => world.rowOf(n + 1))),
    ],
    [413, (world: ReturnType<typeof newWorld>) => world.postRows([`"${"x".repeat(2 * 1024 * 1024)}"`])],
    [400, (world: ReturnType<typeof newWorld>) => world.postRows([])],
    [403, (world: ReturnType<typeof newWorld>) => world.postRows([world.rowOf(1)], world.as(OTHER_TOKEN))],
    [403, (world: ReturnType<typeof newWorld>) => world.postRows([world.rowOf(1, { workspace_id: null })])],
    [405, (world: ReturnType<typeof newWorld>) => world.request("DELETE", "/byok/imports")],
  ])("an import that is answered with %i queues nothing", async (status, request) => {
    const world = newWorld();
    expect((await request(world)).status).toBe(status);
    expect(world.table.credentials.size).toBe(0);
  });
});

describe("cursors", () => {
  it.each(["/byok/imports", `/byok/imports/${IMPORT}/results`, `/byok/${IMPORT}/events`])(
    "an empty cursor is refused, and not sent on to the table: %s",
    async (path) => {
      const { get } = newWorld();
      const { status, body } = await get(`${path}?cursor=`);
      expect([status, body.error.metadata.fields]).toEqual([
        400,
        [{ path: "cursor", reason: "must have at least 1 characters" }],
      ]);
    },
  );
});

describe("the pages of results", () => {
  it("a caller pages through the rows of its workspaces with cursors that name nothing and are good for nobody else", async () => {
    const { postRows, rowOf, get, as } = newWorld();
    // Each request is a transaction, and so a tally: more than a page of them.
    for (let row = 1; row <= 101; row += 1) await postRows([rowOf(row)]);
    const path = `/byok/imports/${IMPORT}/results`;
    const first = (await get(path)).body;
    expect(first.data).toHaveLength(100);
    const [encoded] = String(first.next_cursor).split(".");
    const next = (await get(`${path}?cursor=${first.next_cursor}`)).body;
    expect(next.data).toHaveLength(1);
    expect(next.next_cursor).toBeNull();
    for (const [cursor, headers] of [
      [String(encoded), {}],
      [`${encoded}.forged`, {}],
      [String(first.next_cursor), as(OTHER_TOKEN)],
    ] as const) {
      expect((await get(`${path}?cursor=${cursor}`, headers)).status).not.toBe(200);
    }
    expect((await get(`/byok/imports?cursor=${first.next_cursor}`)).status).toBe(400);
  });
});

describe("an import of another workspace", () => {
  it("an import of another workspace is absent, by its id, in lists, and with its rows", async () => {
    const { postRows, rowOf, get, as } = newWorld();
    await postRows([rowOf(1)]);
    const other = as(OTHER_TOKEN);
    expect((await get(`/byok/imports/${IMPORT}`, other)).status).toBe(404);
    expect((await get(`/byok/imports/${IMPORT}/results`, other)).status).toBe(404);
    expect((await get("/byok/imports", other)).body.data).toEqual([]);
    expect((await get(`/byok/imports?workspace_id=${WORKSPACE}`, other)).status).toBe(403);
    expect((await get("/byok/imports/nonsense")).status).toBe(404);
  });
});
