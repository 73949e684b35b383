import { Command } from "commander";
import type { ImportResult } from "../../shared/imports/get-import.ts";
import type { ImportSummary } from "../../shared/imports/import-job.ts";
import { wholeNumber } from "../credential-options.ts";
import { lines, table } from "../output.ts";
import { startRun } from "../run.ts";

export const importsCommand = () =>
  new Command("imports")
    .description("see what became of imports")
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(resultsCommand())
    .addCommand(duplicatesCommand());

const listCommand = () =>
  new Command("list")
    .description("list the imports into a workspace, newest first")
    .option("-w, --workspace <id>", "the workspace, or global")
    .option("--limit <number>", "how many at most", wholeNumber(1, 25), 10)
    .option("--cursor <cursor>", "go on after an earlier page")
    .action(async (flags: { workspace?: string; limit: number; cursor?: string }, command: Command) => {
      const { settings, callApi, print } = await startRun(command);
      const { workspace, limit, cursor } = flags;
      const query = { workspace_id: workspace ?? settings.workspaceId, limit, cursor };
      const page = await callApi({ path: "/byok/imports", query });
      print(page, () => {
        const heading = ["id", "started", "finished", "rows", "created", "rejected"];
        const more = page.next_cursor ? [`More: --cursor '${page.next_cursor}'`] : [];
        return [table(heading, (page.data as ImportSummary[]).map(toRow)), ...more].join("\n");
      });
    });

const toRow = ({ id, started_at, finished_at, total_rows, created, rejected }: ImportSummary): string[] => [
  id,
  started_at,
  finished_at ?? "running",
  String(total_rows ?? "?"),
  String(created),
  String(rejected),
];

const getCommand = () =>
  new Command("get")
    .description("show an import: its counts, and the first rows that failed")
    .argument("<id>", "the import's id")
    .action(async (id: string, _flags: object, command: Command) => {
      const { callApi, print } = await startRun(command);
      const { data } = await callApi({ path: `/byok/imports/${encodeURIComponent(id)}` });
      const { failures, ...summary } = data as ImportSummary;
      print(data, () => {
        const failed = failures.map(({ row, code, message }) => `row ${row}: ${code}: ${message}`);
        return [lines({ ...summary }), ...failed].join("\n");
      });
    });

const resultsCommand = () =>
  new Command("results")
    .description("print the outcome of each row, as JSON Lines in no particular order")
    .argument("<id>", "the import's id")
    .action(async (id: string, _flags: object, command: Command) => {
      const { callApi } = await startRun(command);
      let cursor: string | undefined;
      do {
        const path = `/byok/imports/${encodeURIComponent(id)}/results`;
        const page = await callApi({ path, query: { cursor } });
        for (const result of page.data as ImportResult[]) console.log(JSON.stringify(result));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
    });

const NOTE = `
Reads the fingerprints of all live credentials of the import's workspaces: one read unit each, and needs AWS
credentials that may read the table.
`;

const duplicatesCommand = () =>
  new Command("duplicates")
    .description("find rows whose key another credential of the workspace has")
    .argument("<id>", "the import's id")
    .addHelpText("after", NOTE)
    .action(async (id: string, _flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const { findDuplicates } = await import("../connect.ts");
      const found = await findDuplicates(id, settings);
      print({ data: found }, () => {
        const rows = found.map(({ row, id: credential, same_as }) => [
          String(row),
          credential,
          same_as.join(", "),
        ]);
        return `${table(["row", "id", "same key as"], rows)}\n${rows.length} rows`;
      });
    });
