import type { ImportFlags } from "../commands/import.ts";
import type { Run } from "../run.ts";
import type { Source } from "./read-lines.ts";
import type { ReadOptions } from "./read-rows.ts";
import type { Defaults, ValidateRow } from "./validate-row.ts";

/** All that one `keyferry import` was asked to do. */
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
