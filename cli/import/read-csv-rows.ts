import { UsageError } from "../failure.ts";
import { csvDialect } from "./csv-dialect.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";
import { type FileRow, malformed, NOT_UTF8, type ReadOptions } from "./file-row.ts";
import { type Heading, isColumnName, readHeading } from "./read-heading.ts";

/**
 * The rows of a CSV file, in portions.
 * @param onHeading gets the heading as it stands in the file.
 * @throws UsageError for a heading with an unknown field, and for a file without rows.
 */
export async function* readCsvRows(
  portions: AsyncIterator<readonly string[]>,
  options: ReadOptions,
  onHeading: (text: string) => void,
): AsyncGenerator<readonly FileRow[]> {
  const start = await readStart(portions);
  const dialect = csvDialect(start, (name) => isColumnName(name, options));
  if (dialect === undefined) throw new UsageError("the file is empty");
  const { delimiter, preamble } = dialect;
  let heading: Heading | undefined;
  let row = 0;
  const lines = withStart(
    start.map((line, index) => (index < preamble ? "" : line)),
    portions,
  );
  for await (const records of csvRecords(lines, delimiter)) {
    const rows: FileRow[] = [];
    for (const record of records) {
      if (heading === undefined) {
        if ("fault" in record) throw new UsageError("the file's first line is not a CSV heading");
        heading = readHeading(record.cells, options);
        onHeading(record.text);
        continue;
      }
      if ("cells" in record && record.cells.every(isBlank)) continue;
      row += 1;
      rows.push(toRow(record, row, heading));
    }
    if (rows.length > 0) yield rows;
  }
  if (row === 0) throw new UsageError("the file has a heading and no rows");
}

function toRow(record: CsvRecord, row: number, heading: Heading): FileRow {
  const { line, text } = record;
  if ("fault" in record) return malformed(row, line, text, record.fault);
  const { cells } = record;
  const { columns } = heading;
  if (cells.length !== columns && (cells.length < columns || !cells.slice(columns).every(isBlank))) {
    return malformed(row, line, text, `has ${cells.length} cells, but the heading has ${columns}`);
  }
  if (!text.isWellFormed()) return malformed(row, line, text, NOT_UTF8);
  const { fields, problems } = heading.read(cells);
  return { row, line, text, fields, problems };
}

const isBlank = (cell: string): boolean => cell.trim() === "";

/** The first lines, up to a portion with text in it. */
async function readStart(portions: AsyncIterator<readonly string[]>): Promise<readonly string[]> {
  const start: string[] = [];
  for (;;) {
    const { value, done } = await portions.next();
    if (done) return start;
    start.push(...value);
    if (start.some((line) => !isBlank(line) && !/^\s*#|^\s*"?sep=/i.test(line))) return start;
  }
}

async function* withStart(
  start: readonly string[],
  portions: AsyncIterator<readonly string[]>,
): AsyncGenerator<readonly string[]> {
  yield start;
  for (;;) {
    const { value, done } = await portions.next();
    if (done) return;
    yield value;
  }
}
