import type { ImportFlags } from "../commands/import.ts";
import type { Run } from "../run.ts";
import type { ReadOptions } from "./read-file-rows.ts";
import type { Source } from "./read-lines.ts";
import type { Defaults, ValidateRow } from "./validate-row.ts";

/** Everything that one run of `keyferry import` is asked to do. */
export interface Job {
  readonly run: Run;
  readonly flags: ImportFlags;
  readonly defaults: Defaults;
  readonly source: Source;
  readonly read: ReadOptions;
  readonly validate: ValidateRow;
  readonly stateDirectory: string;
  readonly signal: AbortSignal;
}
