import type { ImportFlags } from "../commands/import.ts";
import type { Run } from "../run.ts";
import type { ReadOptions } from "./file-row.ts";
import type { OutputFile } from "./output-file.ts";
import type { Source } from "./read-lines.ts";
import type { SendRows } from "./send-rows.ts";
import type { Defaults, ValidateRow } from "./validate-row.ts";

/** Everything that one run of `keyferry import` is asked to do. */
export interface Job {
  readonly run: Run;
  readonly flags: ImportFlags;
  /** The doubts about keys that do not stop a row. */
  readonly accepts: SendRows["accepts"];
  readonly defaults: Defaults;
  readonly source: Source;
  readonly read: ReadOptions;
  readonly validate: ValidateRow;
  /** Where `--result` and `--rejected` are written. */
  readonly outputs: { readonly result: OutputFile | undefined; readonly rejected: OutputFile | undefined };
  readonly stateDirectory: string;
  readonly signal: AbortSignal;
}
