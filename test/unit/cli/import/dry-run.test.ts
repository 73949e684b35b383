import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { dryRun } from "../../../../cli/import/dry-run.ts";
import type { Job } from "../../../../cli/import/job.ts";
import { openOutputFile } from "../../../../cli/import/output-file.ts";
import { openSource } from "../../../../cli/import/read-lines.ts";
import { rowValidator } from "../../../../cli/import/validate-row.ts";
import { providerSlugs } from "../../../../shared/providers/slug.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-dry-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A dry run of a CSV file: what it prints as JSON, its exit code, and the files that it writes. */
async function run(csv: string, flags: Partial<Job["flags"]> = {}) {
  const [file, result, rejected] = ["keys.csv", "out.csv", "rest.csv"].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  await writeFile(file, csv);
  const printed: unknown[] = [];
  const defaults = { provider: undefined, workspace_id: WORKSPACE };
  const all: Job["flags"] = {
    wait: 0,
    storeCheck: false,
    onDuplicate: "skip",
    ...flags,
  };
  const accepts: Job["accepts"] = all.accept === undefined ? [] : [all.accept];
  const job: Job = {
    run: {
      settings: { json: true } as Job["run"]["settings"],
      callApi: () => Promise.reject(new Error("a dry run calls nothing")),
      print: (value) => printed.push(value),
    },
    flags: all,
    accepts,
    outputs: {
      result: await openOutputFile("--result", result, file),
      rejected: await openOutputFile("--rejected", rejected, file),
    },
    defaults,
    source: await openSource(file),
    read: { format: "csv", map: {}, ignore: [] },
    validate: rowValidator(providerSlugs([]), defaults, accepts),
    stateDirectory: directory,
    signal: new AbortController().signal,
  };
  const status = await dryRun(job);
  await Promise.all([job.outputs.result?.close(), job.outputs.rejected?.close()]);
  return {
    status,
    printed,
    results: await readFile(result, "utf8"),
    rejected: await readFile(rejected, "utf8"),
    modes: await Promise.all([result, rejected].map(async (name) => (await stat(name)).mode & 0o777)),
  };
}

it("a dry run prints nothing that derives from a key, and writes no such thing to its results", async () => {
  const { status, printed, results } = await run(`provider,key\nopenai,${rawKey(1)}\n`);
  expect(status).toBe(0);
  expect(printed).toEqual([
    { dry_run: true, rows: 1, valid: 1, warned: 0, invalid: 0, problems: [], duplicates: [], warnings: [] },
  ]);
  expect(results).toBe("row,line,id,outcome,reason,warnings\n1,2,,valid,,\n");
});

it("a dry run refuses masks, and lists each other doubt about a key with its row, but not the key", async () => {
  const admin = `sk-ant-admin01-${"a1B2".repeat(24)}`;
  const csv = `provider,key,name\nopenai,sk-...${"abcd"},masked\nanthropic,${admin},admin\n`;
  const refusing = await run(csv);
  expect(refusing.status).toBe(8);
  expect(refusing.printed).toMatchObject([
    {
      valid: 1,
      warned: 1,
      invalid: 1,
      problems: [
        { row: 1, problems: [{ path: "key", reason: expect.stringMatching(/masked key.*--accept masked/) }] },
      ],
      warnings: [
        {
          row: 2,
          line: 3,
          warnings: expect.arrayContaining([expect.objectContaining({ code: "admin_key" })]),
        },
      ],
    },
  ]);
  expect(refusing.results).toMatch(/^2,3,,valid,,.*admin_key: This is an administration key/m);
  const accepting = await run(csv, { accept: "masked" });
  expect(accepting.printed).toMatchObject([{ valid: 2, warned: 2, invalid: 0 }]);
  expect(accepting.results).toMatch(/^1,2,,valid,,masked: This looks like a shortened or masked key\.$/m);
  expect(accepting.results + refusing.results).not.toContain(admin);
});

it("a dry run writes the rows to mend as they stand under their heading, for their owner's eyes alone", async () => {
  const rows = [`openai,${rawKey(1)},good`, `opnai,${rawKey(2)},"a\nb"`, `openai,"${rawKey(3)},broken`];
  const { rejected, modes } = await run(`Provider,Key,Name\n${rows.join("\n")}\n`);
  expect(rejected).toBe(`Provider,Key,Name\n${rows[1]}\n${rows[2]}\n`);
  expect(modes).toEqual([0o600, 0o600]);
});

it.each([
  ["skip", 0, { valid: 2, invalid: 0 }],
  ["create", 0, { valid: 2, invalid: 0 }],
  ["fail", 8, { valid: 1, invalid: 1 }],
] as const)(
  "a key that the file has twice counts as --on-duplicate %s says",
  async (onDuplicate, status, counts) => {
    const csv = `provider,key\nopenai,${rawKey(1)}\nopenai,${rawKey(1)}\n`;
    const found = await run(csv, { onDuplicate });
    expect([found.status, found.printed]).toMatchObject([status, [counts]]);
  },
);
