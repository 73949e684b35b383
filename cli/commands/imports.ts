import { Command } from "commander";
import {
  importAnswerSchema,
  importPageSchema,
  importResultPageSchema,
  type WireImport,
} from "../../shared/imports/answers.ts";
import { DEFAULT_WORKSPACE, wholeNumber } from "../option-parsers.ts";
import { lines, nextPage, table } from "../output.ts";
import { startRun } from "../run.ts";

export const importsCommand = () =>
  new Command("imports")
    .description("show imports and their outcomes")
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(resultsCommand())
    .addCommand(duplicatesCommand());

const listCommand = () =>
  new Command("list")
    .description("list the imports into a workspace, newest first")
    .option("-w, --workspace <id>", `the workspace, or global ${DEFAULT_WORKSPACE}`)
    .option("--limit <number>", "the most to list, up to 25", wholeNumber(1, 25), 10)
    .option("--cursor <cursor>", "continue after an earlier page")
    .action(async (flags: { workspace?: string; limit: number; cursor?: string }, command: Command) => {
      const { settings, callApi, print } = await startRun(command);
      const { workspace, limit, cursor } = flags;
      const query = { workspace_id: workspace ?? settings.workspaceId, limit, cursor };
      const page = await callApi({ path: "/byok/imports", query }, importPageSchema);
      print(page, () => {
        const heading = ["id", "started", "finished", "rows", "created", "rejected"];
        return [table(heading, page.data.map(toRow)), ...nextPage(page)].join("\n");
      });
    });

const toRow = ({ id, started_at, finished_at, total_rows, created, rejected }: WireImport): string[] => [
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
      const request = { path: `/byok/imports/${encodeURIComponent(id)}` };
      const { data } = await callApi(request, importAnswerSchema);
      const { failures, ...summary } = data;
      print(data, () => {
        const failed = failures.map(({ row, code, message }) => `row ${row}: ${code}: ${message}`);
        return [lines(summary), ...failed].join("\n");
      });
    });

const resultsCommand = () =>
  new Command("results")
    .description("print the outcome of each row as JSON Lines, in no particular order")
    .argument("<id>", "the import's id")
    .action(async (id: string, _flags: object, command: Command) => {
      const { callApi } = await startRun(command);
      const path = `/byok/imports/${encodeURIComponent(id)}/results`;
      let cursor: string | undefined;
      do {
        const page = await callApi({ path, query: { cursor } }, importResultPageSchema);
        for (const result of page.data) console.log(JSON.stringify(result));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
    });

const NOTE = `
Reads the fingerprint of every live credential in the import's workspaces, at one read unit each. It needs AWS
credentials that may read the table.
`;

const duplicatesCommand = () =>
  new Command("duplicates")
    .description("find rows whose key another credential of the workspace has, with AWS credentials")
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
