import { EXIT } from "../exit-codes.ts";
import { lines } from "../output.ts";
import type { Job } from "./job.ts";
import { rowReport } from "./report.ts";
import { scanFile } from "./scan-file.ts";
import { writeResults } from "./write-results.ts";

/** Checks every row and sends nothing. Returns the exit code. */
export async function dryRun(job: Job): Promise<number> {
  const report = rowReport(job.run.settings.json, console.log);
  const scan = await scanFile(job.source, { ...job.read, defaults: job.defaults }, job.validate, report);
  if (job.flags.result !== undefined) {
    await writeResults({ ...job, file: job.flags.result, imported: null });
  }
  const { rows, valid, duplicates } = scan;
  const summary = { rows, valid, duplicates, invalid: report.invalid() };
  const nothing = "Dry run: nothing was sent.";
  job.run.print({ dry_run: true, ...summary, ...report.listed() }, () => `\n${lines(summary)}\n${nothing}`);
  return report.invalid() > 0 ? EXIT.someRowsRefused : EXIT.done;
}
