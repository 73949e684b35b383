import { canonicalJson } from "../../shared/kernel/canonical-json.ts";
import { keySet } from "./key-set.ts";
import { type FileRow, type ReadOptions, readFileRows } from "./read-file-rows.ts";
import type { Source } from "./read-lines.ts";
import type { Defaults, ValidateRow } from "./validate-row.ts";

/** A row that will not be sent, and why. */
export interface RowProblem {
  readonly row: number;
  readonly line: number;
  readonly problems: FileRow["problems"];
}

/** A key that is in the file twice. Both rows are sent: two credentials may have the same key. */
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
  /** The same text for the same file and the same options, and no other. */
  readonly content: string;
  /** The workspace of the first valid row, null for global; undefined where no row is valid. */
  readonly first_workspace: string | null | undefined;
}

export interface ScanListener {
  readonly onProblem: (problem: RowProblem) => void;
  readonly onDuplicate: (duplicate: DuplicateRow) => void;
}

/**
 * Reads a whole file without sending anything: checks each row, and finds keys that occur twice.
 */
export async function scanFile(
  source: Source,
  options: ReadOptions & { readonly defaults: Defaults },
  validate: ValidateRow,
  listener: ScanListener,
): Promise<Scan> {
  const keys = keySet();
  const counts = { rows: 0, valid: 0, duplicates: 0 };
  let first_workspace: string | null | undefined;
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
      const same_as = keys.add(checked.valid.key, row);
      if (same_as !== null) {
        counts.duplicates += 1;
        listener.onDuplicate({ row, line, same_as });
      }
    }
  }
  return { ...counts, content: contentOf(source.digest(), options), first_workspace };
}

const contentOf = (
  digest: string,
  { format, map, ignore, defaults }: ReadOptions & { readonly defaults: Defaults },
): string => canonicalJson({ digest, format, map, ignore: ignore.toSorted(), defaults });
