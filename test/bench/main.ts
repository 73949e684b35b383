import { writeFile } from "node:fs/promises";
import { createProgress } from "../../infra/local/progress.ts";
import { HELP, readOptions } from "./options.ts";
import { writeDocument } from "./report/document.ts";
import { targetTable } from "./report/sections.ts";
import { textTable } from "./report/tables.ts";
import { runBenchmark } from "./run.ts";

const options = readOptions();
if (options.help) {
  console.log(HELP);
} else {
  const run = await runBenchmark(options, createProgress(process.stderr));
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(run, null, 2)}\n`);
  if (options.docs) await writeDocument(run);
  console.log(`\n${textTable(targetTable(run))}\n`);
  console.log(`${run.minutes.toFixed(0)} minutes on ${run.machine}, Node ${run.node}.`);
  if (run.quick) console.log("A quick run: figures to work with, not to quote.");
  if (!options.docs) console.log("All figures: --json <file>, or --docs for docs/performance.md.");
}
