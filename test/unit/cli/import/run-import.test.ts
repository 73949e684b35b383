import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importRecords } from "../../../../cli/import/import-records.ts";
import { keySet } from "../../../../cli/import/key-set.ts";
import { silentProgress } from "../../../../cli/import/progress-bar.ts";
import { openSource, type Source } from "../../../../cli/import/read-lines.ts";
import { rowReport } from "../../../../cli/import/report.ts";
import { OUTCOME, rowOutcomes } from "../../../../cli/import/row-outcomes.ts";
import { type ImportPlan, runImport } from "../../../../cli/import/run-import.ts";
import { scanFile } from "../../../../cli/import/scan-file.ts";
import type { ImportTarget } from "../../../../cli/import/target.ts";
import { rowValidator } from "../../../../cli/import/validate-row.ts";
import { admitUnseen, watchRows } from "../../../../cli/import/watch-rows.ts";
import { resultsOf } from "../../../../shared/imports/get-import.ts";
import type { ImportMessage } from "../../../../shared/imports/import-message.ts";
import { importedCredentialId } from "../../../../shared/imports/imported-credential-id.ts";
import { countRows } from "../../../../shared/imports/rows-once.ts";
import { KeyferryError } from "../../../../shared/kernel/errors.ts";
import { providerSlugs } from "../../../../shared/providers/slug.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { intakePublicKey } from "../../../support/fakes/local-kms.ts";
import { workerWorld } from "../../../support/worlds/worker-world.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";
const SECOND = "e0000000-0000-4000-8000-000000000002";
const ROWS = 25;
const KEYS = Array.from({ length: ROWS }, (_, n) => rawKey(n + 1));

const source: Source = {
  file: "keys.csv",
  digest: () => "",
  async *lines() {
    yield ["provider,key", ...KEYS.map((key) => `openai,${key}`)];
  },
};

let stateDirectory: string;
let world: ReturnType<typeof workerWorld>;
beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), "keyferry-state-"));
  world = workerWorld();
});
afterEach(() => rm(stateDirectory, { recursive: true, force: true }));

/** A deployment in memory, whose worker takes each message as it is sent. */
function memoryTarget(
  onSend: (messages: readonly ImportMessage[]) => Promise<void>,
  importId = IMPORT,
): ImportTarget {
  const tallies = () => world.table.tallies.filter(({ import_id }) => import_id === importId);
  return {
    kind: "queue",
    publicKey: intakePublicKey,
    batchSize: 10,
    parallel: 2,
    send: onSend,
    counts: () => countRows(world.table.imports.pages(importId)),
    recent: async () => [],
    async *results() {
      yield tallies().flatMap(resultsOf);
    },
  };
}

const work = async (messages: readonly ImportMessage[]) => {
  await world.provisionImports(...messages);
};

/** What a machine remembers of the import. */
const checkpointIn = (directory: string, importId = IMPORT) =>
  importRecords(directory, intakePublicKey.kid).checkpoint(importId);

const plan = (target: ImportTarget, overrides: Partial<ImportPlan> = {}): ImportPlan => ({
  source,
  read: { format: "csv", map: {}, ignore: [] },
  validate: rowValidator(providerSlugs([]), { provider: undefined, workspace_id: WORKSPACE }),
  target,
  import_id: IMPORT,
  total_rows: ROWS,
  outcomes: rowOutcomes(),
  onDuplicate: "create",
  accepts: [],
  admit: () => true,
  keepHolders: false,
  onInvalid: () => {},
  checkpoint: checkpointIn(stateDirectory),
  resend: false,
  patience: 0,
  progress: silentProgress,
  signal: new AbortController().signal,
  ...overrides,
});

describe("an import", () => {
  it("an import sends every row once, sealed, and knows the outcome of each", async () => {
    const sent: ImportMessage[] = [];
    const target = memoryTarget(async (messages) => {
      sent.push(...messages);
      await work(messages);
    });
    const run = plan(target);
    expect(await runImport(run)).toMatchObject({ ended: "finished", sent: ROWS });
    expect(sent.map(({ row }) => row).sort((a, b) => a - b)).toEqual(KEYS.map((_, n) => n + 1));
    expect(run.outcomes.count(OUTCOME.created)).toBe(ROWS);
    expect(world.table.credentials.size).toBe(ROWS);
    expect(KEYS.filter((key) => JSON.stringify(sent).includes(key))).toEqual([]);
    expect(await readdir(stateDirectory)).toHaveLength(1);
    expect(await checkpointIn(stateDirectory).read()).toBe(ROWS);
  });

  it("an import seals all rows of a session under one content key", async () => {
    const wrapped = new Set<string | undefined>();
    const target = memoryTarget(async (messages) => {
      for (const { sealed_key } of messages) wrapped.add(sealed_key.split(".")[1]);
      await work(messages);
    });
    await runImport(plan(target));
    expect(wrapped.size).toBe(1);
  });

  it("an import that was cut off is resumed from what the deployment knows, and creates nothing twice", async () => {
    let batches = 0;
    const dying = memoryTarget(async (messages) => {
      batches += 1;
      if (batches === 2) throw new KeyferryError("forbidden", "gone");
      await work(messages);
    });
    await expect(runImport(plan(dying))).rejects.toThrow("gone");
    const created = world.table.credentials.size;
    expect(created).toBeGreaterThan(0);
    expect(created).toBeLessThan(ROWS);

    const elsewhere = join(stateDirectory, "another machine");
    const again = plan(memoryTarget(work), { checkpoint: checkpointIn(elsewhere) });
    expect(await runImport(again)).toMatchObject({ ended: "finished", sent: ROWS - created });
    expect(again.outcomes.count(OUTCOME.unchanged)).toBe(created);
    expect(world.table.credentials.size).toBe(ROWS);
    expect(world.table.events.size).toBe(ROWS);
  });

  it("an import does not send again what is pending already, unless it is asked to", async () => {
    const lost: ImportMessage[] = [];
    const first = memoryTarget(async (messages) => {
      lost.push(...messages);
    });
    expect(await runImport(plan(first))).toMatchObject({ ended: "waiting", sent: ROWS });
    const [file = ""] = await readdir(stateDirectory);
    expect(await readFile(join(stateDirectory, file), "utf8")).toBe(
      `{"content":null,"sent_through":${ROWS}}`,
    );

    const waiting = plan(memoryTarget(work));
    expect(await runImport(waiting)).toMatchObject({ ended: "waiting", sent: 0 });
    expect(waiting.outcomes.count(OUTCOME.sent)).toBe(ROWS);
    expect(await runImport(plan(memoryTarget(work), { resend: true }))).toMatchObject({
      ended: "finished",
      sent: ROWS,
    });
    await work(lost);
    expect(world.table.events.size).toBe(ROWS);
    expect(new Set(world.table.tallies.flatMap((tally) => tally.created_rows)).size).toBe(ROWS);
  });

  it("a corrected file creates what is new and skips the rest, whoever imported the first one from where", async () => {
    const skipping = { onDuplicate: "skip", keepHolders: true } as const;
    const first: Source = {
      ...source,
      async *lines() {
        yield ["provider,key", ...KEYS.map((key, n) => `${n % 5 === 4 ? "opnai" : "openai"},${key}`)];
      },
    };
    const broken = plan(memoryTarget(work), { ...skipping, source: first, total_rows: 20 });
    expect(await runImport(broken)).toMatchObject({ ended: "finished", sent: 20 });
    expect(world.table.credentials.size).toBe(20);

    const corrected = plan(memoryTarget(work, SECOND), {
      ...skipping,
      import_id: SECOND,
      checkpoint: checkpointIn(stateDirectory, SECOND),
    });
    expect(await runImport(corrected)).toMatchObject({ ended: "finished", sent: ROWS });
    expect(world.table.credentials.size).toBe(ROWS);
    expect([corrected.outcomes.count(OUTCOME.created), corrected.outcomes.count(OUTCOME.skipped)]).toEqual([
      5, 20,
    ]);
    expect(corrected.outcomes.holders.get(1)).toBe(importedCredentialId(WORKSPACE, IMPORT, 1));

    const again = plan(memoryTarget(work, SECOND), {
      ...skipping,
      import_id: SECOND,
      checkpoint: checkpointIn(stateDirectory, SECOND),
    });
    expect(await runImport(again)).toMatchObject({ ended: "finished", sent: 0 });
    expect(again.outcomes.count(OUTCOME.skipped)).toBe(20);
  });

  it("an import from standard input skips a key that it has sent before, and reports doubts as it goes", async () => {
    const twice: Source = {
      ...source,
      file: null,
      async *lines() {
        yield [
          "provider,key",
          `openai,${KEYS[0]}`,
          `openai,${KEYS[0]}`,
          `openai,sk-unusual-${"x1".repeat(9)}`,
        ];
      },
    };
    const outcomes = rowOutcomes();
    const lines: string[] = [];
    const report = rowReport(false, "skip", (line) => lines.push(line));
    const listener = watchRows({ report, outcomes, onDuplicate: "skip", keepHolders: true });
    const run = plan(memoryTarget(work), {
      source: twice,
      outcomes,
      total_rows: undefined,
      onDuplicate: "skip",
      admit: admitUnseen(keySet(), outcomes, listener),
    });
    expect(await runImport(run)).toMatchObject({ ended: "finished", sent: 2 });
    expect([outcomes.count(OUTCOME.created), outcomes.count(OUTCOME.skipped)]).toEqual([2, 1]);
    expect(lines).toEqual([
      "row 2 (line 3): skipped: has the same key as row 1",
      expect.stringMatching(/^row 3 \(line 4\): warning: key: This does not have a usual shape/),
    ]);
  });

  it("an import of standard input that is resumed waits for the rows that were sent before", async () => {
    const piped: Source = {
      ...source,
      file: null,
      async *lines() {
        yield ["provider,key", ...KEYS.map((key, n) => `${n === 3 ? "opnai" : "openai"},${key}`)];
      },
    };
    const run = async (send: typeof work, overrides: Partial<ImportPlan> = {}) => {
      const outcomes = rowOutcomes();
      const onInvalid: ImportPlan["onInvalid"] = ({ row }) => outcomes.set(row, OUTCOME.invalid);
      const given = { source: piped, total_rows: undefined, outcomes, onInvalid, ...overrides };
      const { ended, sent } = await runImport(plan(memoryTarget(send), given));
      return { ended, sent, pending: outcomes.count(OUTCOME.sent), invalid: outcomes.count(OUTCOME.invalid) };
    };
    const lost = async () => {};
    const valid = ROWS - 1;
    expect(await run(lost)).toEqual({ ended: "waiting", sent: valid, pending: valid, invalid: 1 });
    expect(await run(work)).toEqual({ ended: "waiting", sent: 0, pending: valid, invalid: 1 });
    const again = { resend: true };
    expect(await run(work, again)).toEqual({ ended: "finished", sent: valid, pending: 0, invalid: 1 });
    expect(await run(work)).toEqual({ ended: "finished", sent: 0, pending: 0, invalid: 1 });
  });

  it("an import stops in order when it is told to, and says where it stands", async () => {
    const stop = new AbortController();
    const target = memoryTarget(async (messages) => {
      stop.abort();
      await work(messages);
    });
    const run = plan(target, { signal: stop.signal });
    const { ended, sent } = await runImport(run);
    expect(ended).toBe("interrupted");
    expect(sent).toBeLessThan(ROWS);
    expect(run.outcomes.count(OUTCOME.created)).toBe(sent);
  });

  it("a file that changes after it was checked has no row sent under the id of the file as it was", async () => {
    const file = join(stateDirectory, "keys.csv");
    const csv = ["provider,key", ...KEYS.map((key) => `openai,${key}`)].join("\n");
    await writeFile(file, csv);
    const changing = await openSource(file);
    const target = memoryTarget(work);
    const { read, validate } = plan(target);
    const defaults = { provider: undefined, workspace_id: WORKSPACE };
    const listener = { onProblem: () => {}, onDuplicate: () => {}, onDoubt: () => {} };
    const options = { ...read, defaults, onDuplicate: "create", accepts: [] } as const;
    const { valid } = await scanFile(changing, options, validate, listener);
    expect(valid).toBe(ROWS);

    await writeFile(file, csv.replace(KEYS[3] ?? "", rawKey(99)));
    await expect(runImport(plan(target, { source: changing }))).rejects.toMatchObject({ kind: "conflict" });
    expect(world.table.credentials.size).toBe(0);

    await writeFile(file, csv);
    await expect(runImport(plan(target, { source: changing }))).resolves.toMatchObject({ sent: ROWS });
  });
});
