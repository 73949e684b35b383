import type { ImportTally } from "./import-job.ts";
import type { ImportRecordPage } from "./ports.ts";

/** How many rows have which outcome. */
export interface OutcomeCounts {
  readonly created: number;
  readonly rejected: number;
  readonly skipped: number;
}

/**
 * Makes a function that leaves out of each tally the rows that an earlier tally had: a row that was delivered twice may be in
 * two. It remembers one bit for each row number of a workspace, up to the highest: 1.25 MB for the longest import.
 */
export function rowsOnce(): (tally: ImportTally) => ImportTally {
  const seen = new Map<string | null, (row: number) => boolean>();
  return (tally) => {
    const isFirst = seen.get(tally.workspace_id) ?? rowSet();
    seen.set(tally.workspace_id, isFirst);
    const created_rows = tally.created_rows.filter(isFirst);
    return {
      ...tally,
      created_rows,
      failures: tally.failures.filter(({ row }) => isFirst(row)),
      skipped: tally.skipped.filter(({ row }) => isFirst(row)),
      doubtful: tally.doubtful.filter(({ row }) => created_rows.includes(row)),
    };
  };
}

/** Counts the rows of an import page by page, each once. */
export async function countRows(pages: AsyncIterable<ImportRecordPage>): Promise<OutcomeCounts> {
  const once = rowsOnce();
  const counts = { created: 0, rejected: 0, skipped: 0 };
  for await (const { tallies } of pages) {
    for (const { created_rows, failures, skipped } of tallies.map(once)) {
      counts.created += created_rows.length;
      counts.rejected += failures.length;
      counts.skipped += skipped.length;
    }
  }
  return counts;
}

/** Adds a number to a set, and says whether it is new there. */
function rowSet(): (row: number) => boolean {
  let bits = new Uint8Array(1024);
  return (row) => {
    const [index, bit] = [row >> 3, 1 << (row & 7)];
    if (index >= bits.length) {
      const grown = new Uint8Array(Math.max(bits.length * 2, index + 1));
      grown.set(bits);
      bits = grown;
    }
    const byte = bits[index] ?? 0;
    bits[index] = byte | bit;
    return (byte & bit) === 0;
  };
}
