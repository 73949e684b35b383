import { Command } from "commander";
import {
  importAnswerSchema,
  importPageSchema,
  importResultPageSchema,
  type WireImport,
} from "../../shared/imports/answers.ts";
import type { CallApi } from "../api-client.ts";
import { confirm, hasTerminal } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../failure.ts";
import { importRecords, stateDirectory } from "../import/import-records.ts";
import { undoImport } from "../import/undo-import.ts";
import { fetchIntakeKey } from "../intake-key.ts";
import { interruptSignal } from "../interrupt.ts";
import { DEFAULT_WORKSPACE, wholeNumber } from "../option-parsers.ts";
import { count, lines, nextPage, note, say, table } from "../output.ts";
import { startRun } from "../run.ts";

export const importsCommand = () =>
  new Command("imports")
    .description("show imports and their outcomes, and undo them")
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(resultsCommand())
    .addCommand(duplicatesCommand())
    .addCommand(undoCommand());

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
        const heading = ["id", "started", "finished", "rows", "created", "skipped", "rejected", "warned"];
        return [table(heading, page.data.map(toRow)), ...nextPage(page)].join("\n");
      });
    });

const toRow = ({ id, started_at, finished_at, total_rows, ...counts }: WireImport): string[] => [
  id,
  started_at,
  finished_at ?? "running",
  String(total_rows ?? "?"),
  ...[counts.created, counts.skipped, counts.rejected, counts.warned].map(String),
];

const getCommand = () =>
  new Command("get")
    .description("show an import: its counts, and the first rows that failed or are doubtful")
    .argument("<id>", "the import's id")
    .action(async (id: string, _flags: object, command: Command) => {
      const { callApi, print } = await startRun(command);
      const request = { path: `/byok/imports/${encodeURIComponent(id)}` };
      const { data } = await callApi(request, importAnswerSchema);
      const { failures, warnings, ...summary } = data;
      print(data, () => {
        const failed = failures.map(({ row, code, message }) => `row ${row}: ${code}: ${message}`);
        const doubtful = warnings.map((doubt) => `row ${doubt.row}: warning: ${doubt.warnings.join(", ")}`);
        return [lines(summary), ...failed, ...doubtful].join("\n");
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
        for (const result of page.data) say(JSON.stringify(result));
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
        return `${table(["row", "id", "same key as"], rows)}\n${count(rows.length, "row")}`;
      });
    });

const UNDO_NOTE = `
What was rotated, renamed or changed otherwise after the import stays, and is listed. What the import skipped was not its
own. The same command may be repeated: it resumes what was interrupted.
`;

const undoCommand = () =>
  new Command("undo")
    .description("delete what an import created and nobody changed since")
    .argument("<id>", "the import's id")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", UNDO_NOTE)
    .action(async (id: string, flags: { readonly yes?: boolean }, command: Command) => {
      const { callApi, print, settings } = await startRun(command);
      const { data } = await callApi({ path: `/byok/imports/${encodeURIComponent(id)}` }, importAnswerSchema);
      await confirmUndo(data, flags.yes ?? false);
      const signal = interruptSignal();
      const view = (deleted: number) => {
        if (!settings.json && deleted % 500 === 0) note(`${deleted} deleted`);
      };
      const undone = await undoImport(data.id, callApi, signal, view);
      if (signal.aborted) process.exitCode = EXIT.interrupted;
      else await forgetImport(data.id, callApi);
      const isRunning = data.total_rows !== null && data.finished_at === null;
      const { changed, ...counts } = undone;
      print({ import_id: data.id, ...undone, interrupted: signal.aborted }, () =>
        [
          lines({ ...counts, changed: changed.length }),
          ...changed.map((credential) => `kept, since it was changed after the import: ${credential}`),
          ...(signal.aborted ? ["Interrupted. Run the same command to delete the rest."] : []),
          ...(isRunning
            ? ["The import has rows without an outcome. Run the same command when it is finished."]
            : []),
        ].join("\n"),
      );
    });

async function confirmUndo({ id, created }: WireImport, isConfirmed: boolean): Promise<void> {
  if (isConfirmed) return;
  if (!hasTerminal())
    throw new UsageError("without a terminal, imports undo needs --yes. Nothing was deleted");
  await confirm(
    `Delete up to ${created} credentials that import ${id} created, and wipe their keys for good?`,
    "nothing was deleted",
  );
}

/** So that the same file can be imported again from this machine. */
async function forgetImport(id: string, callApi: CallApi): Promise<void> {
  const { kid } = await fetchIntakeKey(callApi);
  await importRecords(stateDirectory(process.env), kid).forget(id);
}
