import type { OnDuplicate } from "../../shared/imports/import-message.ts";
import { canonicalJson } from "../../shared/kernel/canonical-json.ts";
import type { KeyWarning } from "../../shared/providers/key-inspection.ts";
import type { FileRow, ReadOptions } from "./file-row.ts";
import { keySet } from "./key-set.ts";
import { readFileRows } from "./read-file-rows.ts";
import type { Source } from "./read-lines.ts";
import type { Defaults, ValidateRow } from "./validate-row.ts";

/** A row that will not be sent, and why. */
export interface RowProblem {
  readonly row: number;
  readonly line: number;
  readonly problems: FileRow["problems"];
}

/** A doubt about the key of a row that will be sent. */
export interface RowDoubt {
  readonly row: number;
  readonly line: number;
  readonly warnings: readonly KeyWarning[];
}

/** A key that the file has twice for one workspace. */
export interface DuplicateRow {
  readonly row: number;
  readonly line: number;
  /** The first row with this key. */
  readonly same_as: number;
}

export interface Scan {
  readonly rows: number;
  readonly valid: number;
  readonly duplicates: number;
  /** The valid rows about whose keys there is a doubt. */
  readonly doubtful: number;
  /** The same text for the same file and the same options, and no other. */
  readonly content: string;
  /** The workspace of the first valid row, null for global; undefined where no row is valid. */
  readonly first_workspace: string | null | undefined;
  /** The number of valid rows of the workspace that has the most. */
  readonly most_of_one_workspace: number;
}

export interface ScanListener {
  readonly onProblem: (problem: RowProblem) => void;
  readonly onDuplicate: (duplicate: DuplicateRow) => void;
  readonly onDoubt: (doubt: RowDoubt) => void;
}

/** The options that decide what an import of a file does. */
export interface ScanOptions extends ReadOptions {
  readonly defaults: Defaults;
  readonly onDuplicate: OnDuplicate;
  readonly accepts: readonly string[];
}

/**
 * Reads a whole file without sending anything: checks each row, and finds keys that occur twice.
 */
export async function scanFile(
  source: Source,
  options: ScanOptions,
  validate: ValidateRow,
  listener: ScanListener,
): Promise<Scan> {
  const keys = keySet();
  const counts = { rows: 0, valid: 0, duplicates: 0, doubtful: 0 };
  let first_workspace: string | null | undefined;
  const byWorkspace = new Map<string | null, number>();
  for await (const rows of readFileRows(source, options)) {
    for (const fileRow of rows) {
      counts.rows += 1;
      const { row, line } = fileRow;
      const checked = validate(fileRow);
      if ("problems" in checked) {
        listener.onProblem({ row, line, problems: checked.problems });
        continue;
      }
      counts.valid += 1;
      if (counts.valid === 1) first_workspace = checked.valid.workspace_id;
      const { key, workspace_id, warnings } = checked.valid;
      byWorkspace.set(workspace_id, (byWorkspace.get(workspace_id) ?? 0) + 1);
      if (warnings.length > 0) {
        counts.doubtful += 1;
        listener.onDoubt({ row, line, warnings });
      }
      const same_as = keys.add(key, workspace_id, row);
      if (same_as !== null) {
        counts.duplicates += 1;
        if (options.onDuplicate === "fail") counts.valid -= 1;
        listener.onDuplicate({ row, line, same_as });
      }
    }
  }
  const most_of_one_workspace = [...byWorkspace.values()].reduce((most, rows) => Math.max(most, rows), 0);
  return { ...counts, content: contentOf(source.digest(), options), first_workspace, most_of_one_workspace };
}

const contentOf = (digest: string, options: ScanOptions): string => {
  const { format, map, ignore, defaults, onDuplicate, accepts } = options;
  return canonicalJson({ digest, format, map, ignore: ignore.toSorted(), defaults, onDuplicate, accepts });
};
