import { randomUUID } from "node:crypto";
import { uuidSchema } from "../../shared/kernel/uuid.ts";
import { findDuplicates } from "../connect.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../failure.ts";
import { lines } from "../output.ts";
import type { Job } from "./job.ts";
import { OUTCOME, type Outcomes, outcomes } from "./outcomes.ts";
import { progressBar, silentProgress } from "./progress.ts";
import { type reasonOf, rowReport } from "./report.ts";
import { type ImportRun, runImport } from "./run-import.ts";
import { scanFile } from "./scan-file.ts";
import { apiTarget, type ImportTarget, queueTarget } from "./target.ts";
import { writeResults } from "./write-results.ts";

/** Sends a file's rows and reports what became of them. Answers the exit code. */
export async function importFile(job: Job): Promise<number> {
  const { flags, run, source } = job;
  const { json } = run.settings;
  const rows = outcomes();
  const report = rowReport(json, console.log);
  const invalidate = (row: { row: number; line: number }, problems: Parameters<typeof reasonOf>[0]) => {
    if (rows.get(row.row) === OUTCOME.invalid) return;
    rows.set(row.row, OUTCOME.invalid);
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
  const import_id = importIdOf(flags.importId) ?? scan?.import_id ?? randomUUID();
  if (!json) console.error(`import ${import_id} through the ${target.kind}`);

  const result = await runImport({
    ...job,
    target,
    import_id,
    total_rows: scan?.valid,
    outcomes: rows,
    onInvalid: invalidate,
    resend: flags.resend ?? false,
    patience: flags.wait,
    progress: json ? silentProgress : progressBar(),
  });
  if (flags.result !== undefined) {
    await writeResults({ ...job, import_id, file: flags.result, outcomes: rows });
  }
  if (!json) for (const [row, reason] of rows.reasons) console.log(`row ${row}: rejected: ${reason}`);
  const summary = summaryOf(import_id, rows, result, scan?.duplicates);
  const inStore =
    target.kind === "queue" && flags.storeCheck && result.ended === "settled"
      ? await findDuplicates(import_id, run.settings)
      : undefined;
  const counts = { ...summary, ...(inStore && { same_key_in_store: inStore.length }) };
  const rejected = [...rows.reasons].map(([row, reason]) => ({ row, reason }));
  run.print(
    { ...counts, ...report.listed(), rejections: rejected, ...(inStore && { in_store: inStore }) },
    () => `\n${lines(counts)}\n${CLOSING[result.ended]}`,
  );
  if (result.ended !== "settled") return EXIT.unfinished;
  return summary.invalid + summary.rejected > 0 ? EXIT.someRowsRefused : EXIT.done;
}

const CLOSING: Readonly<Record<ImportRun["ended"], string>> = {
  settled: "Every row that was sent has its outcome.",
  interrupted: "Stopped. The same command goes on from here.",
  waiting:
    "Some rows have no outcome yet. The same command goes on waiting; --resend sends them again; keyferry redrive " +
    "imports --count tells of dead letters.",
};

function summaryOf(import_id: string, rows: Outcomes, run: ImportRun, duplicates: number | undefined) {
  const settled = rows.count(OUTCOME.created) + rows.count(OUTCOME.rejected);
  return {
    import_id,
    rows: rows.size(),
    sent: run.sent,
    created: rows.count(OUTCOME.created),
    unchanged: rows.count(OUTCOME.unchanged),
    rejected: rows.count(OUTCOME.rejected),
    pending: rows.count(OUTCOME.sent),
    invalid: rows.count(OUTCOME.invalid),
    ...(duplicates !== undefined && { same_key_in_file: duplicates }),
    seconds: Math.round(run.seconds * 10) / 10,
    rows_per_second: Math.round(settled / Math.max(0.1, run.seconds)),
  };
}

function chooseTarget({ flags, run: { settings } }: Job): Promise<ImportTarget> {
  const hasAws = settings.local !== undefined || settings.stack !== undefined;
  return (flags.via ?? (hasAws ? "queue" : "api")) === "queue" ? queueTarget(settings) : apiTarget(settings);
}

function importIdOf(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const { data } = uuidSchema.safeParse(given);
  if (data === undefined) throw new UsageError("--import-id takes a UUID in lower case");
  return data;
}
