import { findDuplicates } from "../connect.ts";
import { EXIT } from "../exit-codes.ts";
import { lines } from "../output.ts";
import { chooseImportId } from "./choose-import-id.ts";
import { importRecords } from "./import-records.ts";
import type { Job } from "./job.ts";
import { progressBar, silentProgress } from "./progress-bar.ts";
import { type reasonOf, rowReport } from "./report.ts";
import { OUTCOME, type RowOutcomes, rowOutcomes } from "./row-outcomes.ts";
import { type ImportRun, runImport } from "./run-import.ts";
import { scanFile } from "./scan-file.ts";
import { apiTarget, type ImportTarget, queueTarget } from "./target.ts";
import { writeResults } from "./write-results.ts";

/** Sends a file's rows and reports their outcomes. Returns the exit code. */
export async function importFile(job: Job): Promise<number> {
  const { flags, run, source } = job;
  const { json } = run.settings;
  const outcomes = rowOutcomes();
  const report = rowReport(json, console.log);
  const invalidate = (row: { row: number; line: number }, problems: Parameters<typeof reasonOf>[0]) => {
    if (outcomes.get(row.row) === OUTCOME.invalid) return;
    outcomes.set(row.row, OUTCOME.invalid);
    report.onProblem({ row: row.row, line: row.line, problems });
  };
  const target = await chooseTarget(job);
  const scan =
    source.file === null
      ? null
      : await scanFile(source, { ...job.read, defaults: job.defaults }, job.validate, {
          ...report,
          onProblem: (problem) => invalidate(problem, problem.problems),
        });
  const records = importRecords(job.stateDirectory, target.publicKey.kid);
  const import_id = await chooseImportId({
    named: flags.importId,
    isNew: flags.new ?? false,
    scan,
    records,
    target,
  });
  if (!json) console.error(`import ${import_id} through the ${target.kind}`);

  const result = await runImport({
    ...job,
    target,
    import_id,
    checkpoint: records.checkpoint(import_id),
    total_rows: scan?.valid,
    outcomes,
    onInvalid: invalidate,
    resend: flags.resend ?? false,
    patience: flags.wait,
    progress: json ? silentProgress : progressBar(),
  });
  if (flags.result !== undefined) {
    await writeResults({ ...job, file: flags.result, imported: { import_id, outcomes } });
  }
  if (!json) for (const [row, reason] of outcomes.reasons) console.log(`row ${row}: rejected: ${reason}`);
  const summary = summaryOf(import_id, outcomes, result, scan?.duplicates);
  const inStore =
    target.kind === "queue" && flags.storeCheck && result.ended === "finished"
      ? await findDuplicates(import_id, run.settings)
      : undefined;
  const counts = { ...summary, ...(inStore && { same_key_in_store: inStore.length }) };
  const rejected = [...outcomes.reasons].map(([row, reason]) => ({ row, reason }));
  run.print(
    { ...counts, ...report.listed(), rejections: rejected, ...(inStore && { in_store: inStore }) },
    () => `\n${lines(counts)}\n${CLOSING[result.ended]}`,
  );
  if (result.ended !== "finished") return EXIT.unfinished;
  return summary.invalid + summary.rejected > 0 ? EXIT.someRowsRefused : EXIT.done;
}

const CLOSING: Readonly<Record<ImportRun["ended"], string>> = {
  finished: "Every row that was sent has an outcome.",
  interrupted: "Interrupted. Run the same command to resume the import.",
  waiting:
    "Some rows have no outcome yet. Run the same command to wait for them, or with --resend to send them again; " +
    "keyferry redrive imports --count counts the dead letters.",
};

function summaryOf(import_id: string, outcomes: RowOutcomes, run: ImportRun, duplicates: number | undefined) {
  const finished = outcomes.count(OUTCOME.created) + outcomes.count(OUTCOME.rejected);
  return {
    import_id,
    rows: outcomes.size(),
    sent: run.sent,
    created: outcomes.count(OUTCOME.created),
    unchanged: outcomes.count(OUTCOME.unchanged),
    rejected: outcomes.count(OUTCOME.rejected),
    pending: outcomes.count(OUTCOME.sent),
    invalid: outcomes.count(OUTCOME.invalid),
    ...(duplicates !== undefined && { same_key_in_file: duplicates }),
    seconds: Math.round(run.seconds * 10) / 10,
    rows_per_second: Math.round(finished / Math.max(0.1, run.seconds)),
  };
}

function chooseTarget({ flags, run: { settings } }: Job): Promise<ImportTarget> {
  const hasAws = settings.local !== undefined || settings.stack !== undefined;
  return (flags.via ?? (hasAws ? "queue" : "api")) === "queue" ? queueTarget(settings) : apiTarget(settings);
}
