import { beforeEach, describe, expect, it } from "vitest";
import { createCommandId } from "../../../shared/credentials/command.ts";
import { summarise } from "../../../shared/imports/import-job.ts";
import type { ImportMessage } from "../../../shared/imports/import-message.ts";
import { importedCredentialId } from "../../../shared/imports/imported-credential-id.ts";
import { packRows } from "../../../shared/imports/pack-rows.ts";
import { parseImportMessage } from "../../../shared/provisioning/parse-import-message.ts";
import { OTHER_WORKSPACE, rawKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";
const SLUGS = new Set(["openai"]);

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

describe("a row of an import", () => {
  it("a row makes the credential that its import and number name, with the event of an import", async () => {
    const settings = { name: "first", disabled: true };
    expect(await world.provisionImports(rowOf(1, rawKey(), { settings }))).toEqual(["done"]);
    expect(world.table.credentials.get(idOf(1))).toMatchObject({
      ...settings,
      is_fallback: false,
      provider: "openai",
    });
    expect(world.table.events.get(createCommandId(idOf(1)))).toMatchObject({
      type: "credential.created",
      actor: { type: "import", id: IMPORT },
      door: "import",
      request_id: `${IMPORT}/1`,
    });
    expect(await world.storedKey(idOf(1))).toBe(rawKey());
  });

  it("a row is counted once, however often it is delivered", async () => {
    const rows = [rowOf(1), rowOf(2), rowOf(3, "changeme")];
    expect(await world.provisionImports(...rows)).toEqual(["done", "done", "reject"]);
    await world.provisionImports(...rows);
    await world.provisionImports(rowOf(2), rowOf(2));
    expect(world.table.events.size).toBe(3);
    const { jobs, tallies } = await world.table.imports.read(rowOf(1).import_id);
    expect(summarise(jobs, tallies)).toMatchObject({
      created: 2,
      rejected: 1,
      failures: [{ row: 3, code: "refused_key", message: "This is a placeholder, not a key." }],
    });
  });

  it("a row is counted with its own workspace, and its number there is its own", async () => {
    const binding = { workspace_id: OTHER_WORKSPACE, provider: "openai" };
    const other = rowOf(1, rawKey(9), { ...binding, sealed_key: world.seal(rawKey(9), binding) });
    expect(await world.provisionImports(rowOf(1), other)).toEqual(["done", "done"]);
    expect(world.table.tallies.map(({ workspace_id }) => workspace_id)).toEqual([WORKSPACE, OTHER_WORKSPACE]);
    expect(world.table.credentials.size).toBe(2);
  });

  it("a full batch of rows costs the worker one data key and one opened seal", async () => {
    await world.provisionImports(...Array.from({ length: 10 }, (_, n) => rowOf(n + 1)));
    expect(world.kms.countOf("GenerateDataKeyCommand")).toBe(1);
    expect(world.kms.countOf("DecryptCommand")).toBe(1);
  });
});

describe("messages that can never succeed", () => {
  const canary = "sk-canary-in-the-clear-0123456789";
  const outcomeOf = async (message: object | string) => {
    const verdicts = await world.provisionImports(message);
    const [event] = world.table.events.values();
    const said = JSON.stringify([[...world.table.events.values()], world.log.lines, world.table.tallies]);
    expect(said).not.toContain(canary);
    return { verdicts, event };
  };

  it.each([
    ["a raw key where the seal belongs", { sealed_key: canary }, "sealed_key has a form that is not allowed"],
    ["a raw key beside the seal", { key: canary }, "key is not a known field"],
    ["an unknown provider", { provider: "opnai" }, "provider is not a known provider slug"],
    [
      "a time before the year 2000",
      { requested_at: "1999-12-31T23:59:59Z" },
      "requested_at must not be before the year 2000",
    ],
    [
      "a time of the year 0",
      { requested_at: "0000-01-01T00:00:00Z" },
      "requested_at must not be before the year 2000",
    ],
    [
      "a seal that no key has",
      { sealed_key: `a.b.c.${"d".repeat(70_000)}.e` },
      "sealed_key must have at most 65536 characters",
    ],
    ["another version", { version: 3 }, "version must be one of 1"],
    [
      "a setting that is none",
      { settings: { colour: "red" } },
      "settings.(unknown field) is not a known field (member 1)",
    ],
  ])("a row with %s is rejected with a reason, and leaves the queue", async (_, overrides, message) => {
    const { verdicts, event } = await outcomeOf({ ...rowOf(1), ...overrides });
    expect(verdicts).toEqual(["reject"]);
    expect(event).toMatchObject({
      workspace_id: WORKSPACE,
      rejection: { code: "malformed_command", message },
    });
    expect(world.table.tallies[0]?.failures).toEqual([{ row: 1, code: "malformed_command", message }]);
  });

  it("an import whose first row is rejected still has its total and its sender, so that it ends", async () => {
    const sent_by = "pipeline";
    await world.provisionImports({ ...rowOf(1), sent_by, provider: "opnai" });
    await world.provisionImports({ ...rowOf(2), sent_by, sealed_key: canary }, { ...rowOf(3), sent_by });
    const { jobs, tallies } = await world.table.imports.read(IMPORT);
    const finished_at = expect.any(String);
    expect(summarise(jobs, tallies)).toMatchObject({ total_rows: 3, sent_by, rejected: 2, finished_at });
  });

  it.each([canary, JSON.stringify({ key: canary }), "null", ""])(
    "a message that does not say what it is is rejected as well: %s",
    async (body) => {
      const { verdicts, event } = await outcomeOf(body);
      expect(verdicts).toEqual(["reject"]);
      expect(event).toMatchObject({ workspace_id: null, actor: { type: "import", id: "unknown" } });
      await world.provisionImports(body);
      expect(world.table.events.size).toBe(1);
      expect(world.table.tallies).toEqual([]);
    },
  );

  it("a command on the import queue is rejected: nobody outside may update or delete", async () => {
    const { verdicts } = await outcomeOf(world.create(1));
    expect(verdicts).toEqual(["reject"]);
    expect(world.table.credentials.size).toBe(0);
  });
});

it("a row counts as asked for at its own time, but at most five minutes ahead of the worker's clock", async () => {
  const ahead = (milliseconds: number) => new Date(world.clock.now().getTime() + milliseconds).toISOString();
  const times = ["2000-01-01T00:00:00Z", ahead(0), ahead(300_000), ahead(300_001), "9999-12-31T23:59:59Z"];
  await world.provisionImports(
    ...times.map((requested_at, index) => rowOf(index + 1, rawKey(), { requested_at })),
  );
  const orders = times.map((_, index) => world.table.credentials.get(idOf(index + 1))?.sort_order);
  expect(orders).toEqual([
    Date.parse("2000-01-01T00:00:00Z"),
    ...[0, 300_000, 300_000, 300_000].map((milliseconds) => Date.parse(ahead(milliseconds))),
  ]);
});

it("a row that cannot be committed yet stays on the queue", async () => {
  world.table.breakDown(true);
  expect(await world.provisionImports(rowOf(1))).toEqual(["retry"]);
  world.table.breakDown(false);
  expect(await world.provisionImports(rowOf(1))).toEqual(["done"]);
});

it("an invalid message gives nothing away but its own names", () => {
  const body = JSON.stringify({ ...rowOf(7), sent_by: "a b" });
  const [content] = parseImportMessage(body, "m", SLUGS, START);
  expect([content?.kind, content?.row?.row]).toEqual(["malformed", 7]);
});

describe("a message of several rows", () => {
  const batchOf = (...rows: readonly ImportMessage[]): object => {
    const [first, ...more] = packRows(rows);
    if (first === undefined || more.length > 0) throw new Error("these rows share no message");
    return first;
  };
  const range = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => rowOf(first + index));
  const settled = () => world.table.tallies.flatMap(({ created_rows }) => created_rows).sort((a, b) => a - b);

  it("every row is a credential with an event and a count of its own", async () => {
    expect(await world.provisionImports(batchOf(...range(1, 25)))).toEqual(["done"]);
    expect(settled()).toEqual(range(1, 25).map(({ row }) => row));
    expect(await world.storedKey(idOf(17))).toBe(rawKey(17));
  });

  it("a bad row is rejected by itself, whatever is wrong with it", async () => {
    const batch = batchOf(...range(1, 6)) as { rows: Record<string, unknown>[] };
    const [first, second, third, fourth] = batch.rows;
    Object.assign(first ?? {}, { workspace_id: OTHER_WORKSPACE });
    Object.assign(second ?? {}, { sealed_key: rawKey(2) });
    Object.assign(third ?? {}, { row: 0 });
    Object.assign(fourth ?? {}, { settings: { name: 7 } });
    expect(await world.provisionImports(batch)).toEqual(["done"]);
    expect(settled()).toEqual([5, 6]);
    const failures = world.table.tallies.flatMap((tally) => tally.failures);
    expect(failures.map(({ row }) => row).sort()).toEqual([1, 2, 4]);
    expect(world.table.events.size).toBe(6);
    expect(JSON.stringify([...world.table.events.values()])).not.toContain(rawKey(2));
  });

  it("a message of which a row must be retried comes back, and its other rows are not done again, and are counted once", async () => {
    const batch = batchOf(...range(1, 25));
    const { ledger } = world.dependencies;
    const commit = ledger.commit;
    ledger.commit = async (commits) => {
      const thirteenth = importedCredentialId(WORKSPACE, IMPORT, 13);
      const late = commits.filter(({ decision }) => decision.event.credential_id === thirteenth);
      const others = [...(await commit(commits.filter((each) => !late.includes(each))))];
      return commits.map((each) => (late.includes(each) ? "unavailable" : (others.shift() ?? "unavailable")));
    };
    expect(await world.provisionImports(batch)).toEqual(["retry"]);
    expect(settled()).toHaveLength(24);
    ledger.commit = commit;
    expect(await world.redeliverImports(batch)).toEqual(["done"]);
    // As after a redrive, when nothing says that it was delivered before.
    expect(await world.provisionImports(batch)).toEqual(["done"]);
    const { jobs, tallies } = await world.table.imports.read(IMPORT);
    expect(summarise(jobs, tallies)).toMatchObject({ created: 25, rejected: 0 });
    expect(world.table.events.size).toBe(25);
  });

  it("a message without a list of rows is rejected once, and leaves the queue", async () => {
    const batch = { ...batchOf(...range(1, 2)), rows: "none" };
    expect(await world.provisionImports(batch)).toEqual(["reject"]);
    expect([...world.table.events.values()]).toMatchObject([
      {
        type: "credential.rejected",
        workspace_id: null,
        rejection: { message: expect.stringContaining("rows") },
      },
    ]);
  });
});
