import type { OnDuplicate } from "../../shared/imports/import-message.ts";
import { findDuplicates } from "../connect.ts";
import { EXIT } from "../exit-codes.ts";
import { lines, note, say } from "../output.ts";
import { printable } from "../printable.ts";
import { chooseImportId } from "./choose-import-id.ts";
import { importRecords } from "./import-records.ts";
import type { Job } from "./job.ts";
import { keySet } from "./key-set.ts";
import { progressBar, silentProgress } from "./progress-bar.ts";
import { type RowReport, rowReport } from "./report.ts";
import { OUTCOME, type RowOutcomes, rowOutcomes } from "./row-outcomes.ts";
import { type ImportRun, runImport } from "./run-import.ts";
import { type Scan, scanFile } from "./scan-file.ts";
import { apiTarget, type ImportTarget, queueTarget } from "./target.ts";
import { admitAll, admitUnseen, watchRows } from "./watch-rows.ts";
import { tooManyToCompare, workspaceBound } from "./workspace-bound.ts";
import { writeRejected } from "./write-rejected.ts";
import { writeResults } from "./write-results.ts";

/** Sends a file's rows and reports their outcomes. Returns the exit code. */
export async function importFile(job: Job): Promise<number> {
  const { flags, run, source, outputs } = job;
  const { accepts } = job;
  const { onDuplicate } = flags;
  const { json } = run.settings;
  const outcomes = rowOutcomes();
  const report = rowReport(json, onDuplicate, say);
  const keepHolders = outputs.result !== undefined;
  const listener = watchRows({ report, outcomes, onDuplicate, keepHolders });
  const target = await chooseTarget(job);
  const options = { ...job.read, defaults: job.defaults, onDuplicate, accepts };
  const scan = source.file === null ? null : await scanFile(source, options, job.validate, listener);
  const unsent = onDuplicate === "skip" ? (scan?.duplicates ?? 0) : 0;
  const total_rows = scan === null ? undefined : scan.valid - unsent;
  const records = importRecords(job.stateDirectory, target.publicKey.kid);
  const import_id = await chooseImportId({
    named: flags.importId,
    isNew: flags.new ?? false,
    storesTwice: onDuplicate === "create",
    scan,
    records,
    target,
  });
  if (!json) {
    note(`import ${import_id} through the ${target.kind}`);
    const said = scan === null ? [] : [workspaceBound(scan), tooManyToCompare(scan, onDuplicate)];
    for (const text of said) if (text !== null) note(text);
  }

  const result = await runImport({
    ...job,
    target,
    import_id,
    checkpoint: records.checkpoint(import_id),
    total_rows,
    outcomes,
    onDuplicate,
    accepts,
    admit: scan === null ? admitUnseen(keySet(), outcomes, listener) : admitAll,
    keepHolders,
    onInvalid: ({ row, line }, problems) => listener.onProblem({ row, line, problems }),
    resend: flags.resend ?? false,
    patience: flags.wait,
    progress: json ? silentProgress : progressBar(),
  });
  if (outputs.result !== undefined) {
    await writeResults({ ...job, file: outputs.result, imported: { import_id, outcomes } });
  }
  if (outputs.rejected !== undefined) await writeRejected({ ...job, file: outputs.rejected, outcomes });
  if (!json) for (const [row, reason] of outcomes.reasons) say(`row ${row}: rejected: ${printable(reason)}`);
  const summary = summaryOf(import_id, outcomes, result, report, scan);
  const inStore =
    onDuplicate === "create" && target.kind === "queue" && flags.storeCheck && result.ended === "finished"
      ? await findDuplicates(import_id, run.settings)
      : undefined;
  const counts = { ...summary, ...(inStore && { same_key_in_store: inStore.length }) };
  const rejected = [...outcomes.reasons].map(([row, reason]) => ({ row, reason }));
  const refused = summary.invalid + summary.rejected;
  const toMend = refused > 0 && result.ended === "finished" ? `\n${MEND[onDuplicate]}` : "";
  run.print(
    { ...counts, ...report.listed(), rejections: rejected, ...(inStore && { in_store: inStore }) },
    () => `\n${lines(counts)}\n${CLOSING[result.ended]}${toMend}`,
  );
  if (result.ended !== "finished") return EXIT.unfinished;
  return refused > 0 ? EXIT.someRowsRefused : EXIT.done;
}

/** How to go on with rows that were refused. */
const MEND: Readonly<Record<OnDuplicate, string>> = {
  skip:
    "To mend the rows that were refused, correct them in the file and import it again: rows whose keys are stored are " +
    "skipped. Or let --rejected write them into a file of their own.",
  create:
    "To mend the rows that were refused, import them alone: --rejected writes them into a file of their own.",
  fail: "To mend the rows that were refused, import them alone: --rejected writes them into a file of their own.",
};

const CLOSING: Readonly<Record<ImportRun["ended"], string>> = {
  finished: "Every row that was sent has an outcome.",
  interrupted: "Interrupted. Run the same command to resume the import.",
  waiting:
    "Some rows have no outcome yet. Run the same command to wait for them, or with --resend to send them again; " +
    "keyferry redrive imports --count counts the dead letters.",
};

function summaryOf(
  import_id: string,
  outcomes: RowOutcomes,
  run: ImportRun,
  report: RowReport,
  scan: Pick<Scan, "duplicates"> | null,
) {
  const finished = outcomes.count(OUTCOME.created) + outcomes.count(OUTCOME.rejected);
  return {
    import_id,
    rows: outcomes.size(),
    sent: run.sent,
    created: outcomes.count(OUTCOME.created),
    unchanged: outcomes.count(OUTCOME.unchanged),
    skipped: outcomes.count(OUTCOME.skipped),
    rejected: outcomes.count(OUTCOME.rejected),
    pending: outcomes.count(OUTCOME.sent),
    invalid: outcomes.count(OUTCOME.invalid),
    warned: report.doubtful(),
    ...(scan !== null && { same_key_in_file: scan.duplicates }),
    seconds: Math.round(run.seconds * 10) / 10,
    rows_per_second: Math.round(finished / Math.max(0.1, run.seconds)),
  };
}

function chooseTarget({ flags, run: { settings } }: Job): Promise<ImportTarget> {
  const hasAws = settings.local !== undefined || settings.stack !== undefined;
  return (flags.via ?? (hasAws ? "queue" : "api")) === "queue" ? queueTarget(settings) : apiTarget(settings);
}
