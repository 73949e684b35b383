import fc from "fast-check";
import { expect, it } from "vitest";
import { type ImportTally, summarise } from "../../../shared/imports/import-job.ts";
import { countRows, rowsOnce } from "../../../shared/imports/rows-once.ts";
import { OTHER_WORKSPACE, WORKSPACE } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";

type Outcome = "created" | "rejected" | "skipped" | "doubtful";

/** The tally of these rows, each with the outcome that it always has. */
function tallyOf(
  workspace_id: string | null,
  rows: readonly number[],
  outcomeOf: (row: number) => Outcome,
): ImportTally {
  const having = (...outcomes: readonly Outcome[]) => rows.filter((row) => outcomes.includes(outcomeOf(row)));
  return {
    import_id: IMPORT,
    workspace_id,
    id: rows.join(),
    time: START.toISOString(),
    created_rows: having("created", "doubtful"),
    failures: having("rejected").map((row) => ({ row, code: "refused_key", message: "why" })),
    skipped: having("skipped").map((row) => ({ row, same_as: "another" })),
    doubtful: having("doubtful").map((row) => ({ row, warnings: ["masked"] })),
  };
}

const OUTCOMES: readonly Outcome[] = ["created", "rejected", "skipped", "doubtful"];
const outcomeOf = (row: number): Outcome => OUTCOMES[row % 4] ?? "created";

const anyTally = fc
  .record({
    workspace: fc.constantFrom(WORKSPACE, OTHER_WORKSPACE, null),
    rows: fc.uniqueArray(fc.integer({ min: 1, max: 20_000 }), { maxLength: 12 }),
  })
  .map(({ workspace, rows }) => tallyOf(workspace, rows, outcomeOf));

async function* pagesOf(tallies: readonly ImportTally[]) {
  yield { jobs: [], tallies: tallies.slice(0, 2) };
  yield { jobs: [], tallies: tallies.slice(2) };
}

it("a row that is in several tallies counts once for its workspace, page by page and in the summary", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyTally, { maxLength: 6 }), async (tallies) => {
      const repeated = [...tallies, ...tallies.slice(1)];
      const rows = new Map(
        tallies.flatMap((tally) =>
          [...tally.created_rows, ...[...tally.failures, ...tally.skipped].map(({ row }) => row)].map(
            (row) => [`${tally.workspace_id}/${row}`, outcomeOf(row)],
          ),
        ),
      );
      const count = (...outcomes: readonly Outcome[]) =>
        [...rows.values()].filter((outcome) => outcomes.includes(outcome)).length;
      const expected = {
        created: count("created", "doubtful"),
        rejected: count("rejected"),
        skipped: count("skipped"),
      };
      expect(await countRows(pagesOf(repeated))).toEqual(expected);
      const job = { import_id: IMPORT, workspace_id: null, started_at: "", total_rows: null, sent_by: null };
      expect(summarise([job], repeated)).toMatchObject({ ...expected, warned: count("doubtful") });
    }),
    { numRuns: 200 },
  );
});

it("a tally keeps the rows that no earlier one had, with their doubts", () => {
  const once = rowsOnce();
  once(tallyOf(WORKSPACE, [1, 2, 3], outcomeOf));
  expect(once(tallyOf(WORKSPACE, [3, 4, 5, 7], outcomeOf))).toMatchObject({
    created_rows: [4, 7],
    failures: [{ row: 5 }],
    skipped: [],
    doubtful: [{ row: 7 }],
  });
});
