import { EXIT } from "../exit-codes.ts";
import { lines, note, say } from "../output.ts";
import type { Job } from "./job.ts";
import { rowReport } from "./report.ts";
import { rowOutcomes } from "./row-outcomes.ts";
import { scanFile } from "./scan-file.ts";
import { watchRows } from "./watch-rows.ts";
import { tooManyToCompare } from "./workspace-bound.ts";
import { writeRejected } from "./write-rejected.ts";
import { writeResults } from "./write-results.ts";

/** Checks every row and sends nothing. Returns the exit code. */
export async function dryRun(job: Job): Promise<number> {
  const { flags, outputs } = job;
  const report = rowReport(job.run.settings.json, flags.onDuplicate, say);
  const outcomes = rowOutcomes();
  const listener = watchRows({ report, outcomes, onDuplicate: flags.onDuplicate, keepHolders: false });
  const { accepts } = job;
  const { onDuplicate } = flags;
  const options = { ...job.read, defaults: job.defaults, onDuplicate, accepts };
  const scan = await scanFile(job.source, options, job.validate, listener);
  if (outputs.result !== undefined) await writeResults({ ...job, file: outputs.result, imported: null });
  if (outputs.rejected !== undefined) await writeRejected({ ...job, file: outputs.rejected, outcomes });
  const { rows, valid, duplicates, doubtful } = scan;
  const summary = { rows, valid, warned: doubtful, duplicates, invalid: report.invalid() };
  const tooMany = tooManyToCompare(scan, onDuplicate);
  if (tooMany !== null && !job.run.settings.json) note(tooMany);
  const nothing = "Dry run: nothing was sent.";
  job.run.print({ dry_run: true, ...summary, ...report.listed() }, () => `\n${lines(summary)}\n${nothing}`);
  return report.invalid() > 0 ? EXIT.someRowsRefused : EXIT.done;
}
