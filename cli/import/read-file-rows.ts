import type { FileRow, ReadOptions } from "./file-row.ts";
import { readCsvRows } from "./read-csv-rows.ts";
import { readEnvRows } from "./read-env-rows.ts";
import { readJsonRows } from "./read-json-rows.ts";
import type { Source } from "./read-lines.ts";

/**
 * The rows of a file, in portions.
 * @param onHeading gets the heading of a CSV file as it stands there.
 * @throws UsageError for a file without rows, and for one that cannot be read as what it is said to be.
 */
export function readFileRows(
  source: Source,
  options: ReadOptions,
  onHeading: (text: string) => void = () => {},
): AsyncGenerator<readonly FileRow[]> {
  const portions = withoutMark(source.lines());
  switch (options.format) {
    case "csv":
      return readCsvRows(portions, options, onHeading);
    case "jsonl":
    case "json":
      return readJsonRows(portions, options);
    case "env":
      return readEnvRows(portions, options);
  }
}

/** Without the byte order mark that spreadsheets write. */
async function* withoutMark(portions: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
  let first = true;
  for await (const lines of portions) {
    yield first ? lines.map((line, index) => (index === 0 ? line.replace(/^\uFEFF/, "") : line)) : lines;
    first = false;
  }
}
