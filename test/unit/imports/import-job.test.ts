import { describe, expect, it } from "vitest";
import {
  fromRanges,
  type ImportJob,
  type ImportTally,
  summarise,
  toRanges,
} from "../../../shared/imports/import-job.ts";
import { commandId, WORKSPACE } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";

const job = (overrides: Partial<ImportJob> = {}): ImportJob => ({
  import_id: IMPORT,
  workspace_id: WORKSPACE,
  started_at: START.toISOString(),
  total_rows: 3,
  sent_by: null,
  ...overrides,
});

const tally = (n: number, overrides: Partial<ImportTally> = {}): ImportTally => ({
  import_id: IMPORT,
  workspace_id: WORKSPACE,
  id: commandId(n),
  time: START.toISOString(),
  created_rows: [n],
  failures: [],
  skipped: [],
  doubtful: [],
  ...overrides,
});

describe("the sum of an import", () => {
  it("an import is finished when each of its rows is settled, at the time of the last", () => {
    const later = new Date(START.getTime() + 5_000).toISOString();
    const refused = { row: 3, code: "refused_key" as const, message: "The key is empty." };
    const tallies = [
      tally(1, { created_rows: [1, 2] }),
      tally(3, { created_rows: [], failures: [refused], time: later }),
    ];
    expect(summarise([job()], tallies)).toMatchObject({
      created: 2,
      rejected: 1,
      total_rows: 3,
      finished_at: later,
      failures: [refused],
    });
    expect(summarise([job()], tallies.slice(0, 1))).toMatchObject({ created: 2, finished_at: null });
    expect(summarise([job({ total_rows: null })], tallies)?.finished_at).toBeNull();
    expect(summarise([], [])).toBeNull();
  });
});

it("the rows that are stored as ranges read back as rows", () => {
  expect(toRanges([3, 1, 2, 9, 11, 10])).toBe("1-3,9-11");
  expect(fromRanges("1-3,9,11-12")).toEqual([1, 2, 3, 9, 11, 12]);
  expect(fromRanges("")).toEqual([]);
});
