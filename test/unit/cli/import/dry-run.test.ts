import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { dryRun } from "../../../../cli/import/dry-run.ts";
import type { Job } from "../../../../cli/import/job.ts";
import { openSource } from "../../../../cli/import/read-lines.ts";
import { rowValidator } from "../../../../cli/import/validate-row.ts";
import { providerSlugs } from "../../../../shared/providers/slug.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-dry-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it("a dry run prints nothing that derives from a key, and writes no such thing to its results", async () => {
  const file = join(directory, "keys.csv");
  const result = join(directory, "out.csv");
  await writeFile(file, `provider,key\nopenai,${rawKey(1)}\n`);
  const printed: unknown[] = [];
  const defaults = { provider: undefined, workspace_id: WORKSPACE };
  const job: Job = {
    run: {
      settings: { json: true } as Job["run"]["settings"],
      callApi: () => Promise.reject(new Error("a dry run calls nothing")),
      print: (value) => printed.push(value),
    },
    flags: { wait: 0, storeCheck: false, result },
    defaults,
    source: await openSource(file),
    read: { format: "csv", map: {}, ignore: [] },
    validate: rowValidator(providerSlugs([]), defaults),
    stateDirectory: directory,
    signal: new AbortController().signal,
  };
  expect(await dryRun(job)).toBe(0);
  expect(printed).toEqual([{ dry_run: true, rows: 1, valid: 1, invalid: 0, problems: [], duplicates: [] }]);
  expect(await readFile(result, "utf8")).toBe("row,line,id,outcome,reason\n1,2,,valid,\n");
});
