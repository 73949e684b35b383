import { canonicalJson } from "../../shared/kernel/canonical-json.ts";
import { deriveId } from "../../shared/kernel/derive-id.ts";
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
  /** The same for the same content and the same options, on any machine. */
  readonly import_id: string;
  readonly rows: number;
  readonly valid: number;
  readonly duplicates: number;
}

export interface ScanListener {
  readonly onProblem: (problem: RowProblem) => void;
  readonly onDuplicate: (duplicate: DuplicateRow) => void;
}

/**
 * Reads a whole file without sending anything: checks each row, finds keys that occur twice, and derives the import's
 * id from what it read.
 */
export async function scanFile(
  source: Source,
  options: ReadOptions & { readonly defaults: Defaults },
  validate: ValidateRow,
  listener: ScanListener,
): Promise<Scan> {
  const keys = keySet();
  const counts = { rows: 0, valid: 0, duplicates: 0 };
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
      const same_as = keys.add(checked.valid.key, row);
      if (same_as !== null) {
        counts.duplicates += 1;
        listener.onDuplicate({ row, line, same_as });
      }
    }
  }
  return { ...counts, import_id: importIdOf(source.digest(), options) };
}

const importIdOf = (
  digest: string,
  { format, map, ignore, defaults }: ReadOptions & { readonly defaults: Defaults },
): string => deriveId("import", digest, canonicalJson({ format, map, ignore: ignore.toSorted(), defaults }));
