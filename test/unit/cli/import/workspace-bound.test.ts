import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openSource } from "../../../../cli/import/read-lines.ts";
import { scanFile } from "../../../../cli/import/scan-file.ts";
import { rowValidator } from "../../../../cli/import/validate-row.ts";
import { tooManyToCompare, workspaceBound } from "../../../../cli/import/workspace-bound.ts";
import { providerSlugs } from "../../../../shared/providers/slug.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";

it.each([
  [59_999, null],
  [60_000, "1 min 0 s"],
  [1_000_000, "16 min 40 s"],
  [10_000_000, "2 h 46 min"],
])("an import of %i rows into one workspace is told how long that takes at least: %s", (rows, time) => {
  const said = workspaceBound({ most_of_one_workspace: rows });
  expect(said).toBe(
    time && `${rows} rows are of one workspace, which takes at most 1000 a second: ${time} or more`,
  );
});

it.each([
  [100_000, "skip", null],
  [100_001, "skip", /^100001 rows .* --on-duplicate create$/],
  [100_001, "fail", /^100001 rows .* --on-duplicate create$/],
  [100_001, "create", null],
] as const)("%i rows of one workspace with --on-duplicate %s: %s", (rows, onDuplicate, said) => {
  const text = tooManyToCompare({ most_of_one_workspace: rows }, onDuplicate);
  expect(text).toEqual(said === null ? null : expect.stringMatching(said));
});

it("a scan counts the rows of the workspace that has the most", async () => {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-bound-"));
  const file = join(directory, "keys.csv");
  const places = ["global", WORKSPACE, "global", "global"];
  await writeFile(
    file,
    `key,workspace_id\n${places.map((place, n) => `${rawKey(n)},${place}\n`).join("")}broken,\n`,
  );
  const defaults = { provider: "openai", workspace_id: undefined };
  const options = { format: "csv", map: {}, ignore: [], defaults, onDuplicate: "skip", accepts: [] } as const;
  const listener = { onProblem: () => {}, onDuplicate: () => {}, onDoubt: () => {} };
  const scan = await scanFile(
    await openSource(file),
    options,
    rowValidator(providerSlugs([]), defaults),
    listener,
  );
  await rm(directory, { recursive: true });
  expect(scan).toMatchObject({ valid: 4, most_of_one_workspace: 3 });
});
