import type { FieldProblem } from "../../shared/kernel/errors.ts";
import { unknownMembers } from "../../shared/kernel/field-problems.ts";
import { firstProblems } from "../../shared/kernel/first-problems.ts";
import { UNKNOWN_FIELD } from "../../shared/kernel/known-members.ts";
import { didYouMean } from "../../shared/kernel/nearest-name.ts";
import { readDocument } from "../../shared/kernel/read-document.ts";
import { UsageError } from "../failure.ts";
import { cellsToFields, FIELD_NAMES } from "./cells-to-fields.ts";
import { csvRecords } from "./csv-records.ts";
import type { Source } from "./read-lines.ts";

/** One row of a file: its fields under the API's names, or what is wrong with its form. */
export interface FileRow {
  /** From 1; the heading of a CSV file does not count. */
  readonly row: number;
  /** Where it starts in the file, from 1. */
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problems: readonly FieldProblem[];
}

export interface ReadOptions {
  readonly format: "csv" | "jsonl";
  /** The API's field for a column or member of another name. */
  readonly map: Readonly<Record<string, string>>;
  /** Columns or members to leave out. */
  readonly ignore: readonly string[];
}

const malformed = (row: number, line: number, reason: string): FileRow => ({
  row,
  line,
  fields: {},
  problems: [{ path: "", reason }],
});

const NOT_UTF8 = "has bytes that are not UTF-8";

/** The rows of a file, in portions. @throws UsageError for an empty file, or a heading with an unknown field. */
export const readFileRows = (source: Source, options: ReadOptions): AsyncGenerator<readonly FileRow[]> =>
  options.format === "csv" ? csvRows(source, options) : jsonRows(source, options);

async function* csvRows(source: Source, options: ReadOptions): AsyncGenerator<readonly FileRow[]> {
  let heading: readonly (string | null)[] | undefined;
  let row = 0;
  for await (const records of csvRecords(withoutMark(source.lines()))) {
    const rows: FileRow[] = [];
    for (const record of records) {
      if (heading === undefined) {
        if ("fault" in record) throw new UsageError("the file's first line is not a CSV heading");
        heading = readHeading(record.cells, options);
        continue;
      }
      row += 1;
      if ("fault" in record) rows.push(malformed(row, record.line, record.fault));
      else if (record.cells.length !== heading.length) {
        const reason = `has ${record.cells.length} cells, but the heading has ${heading.length}`;
        rows.push(malformed(row, record.line, reason));
      } else if (record.cells.some((cell) => cell.includes("\uFFFD"))) {
        rows.push(malformed(row, record.line, NOT_UTF8));
      } else rows.push({ row, line: record.line, ...cellsToFields(heading, record.cells) });
    }
    yield rows;
  }
  if (heading === undefined) throw new UsageError("the file is empty");
}

async function* jsonRows(source: Source, options: ReadOptions): AsyncGenerator<readonly FileRow[]> {
  let row = 0;
  let line = 0;
  for await (const lines of withoutMark(source.lines())) {
    const rows: FileRow[] = [];
    for (const text of lines) {
      line += 1;
      if (text.trim() === "") continue;
      row += 1;
      rows.push(readJsonRow(text, row, line, options));
    }
    if (rows.length > 0) yield rows;
  }
  if (row === 0) throw new UsageError("the file is empty");
}

function readJsonRow(text: string, row: number, line: number, { map, ignore }: ReadOptions): FileRow {
  const document = readDocument(text);
  if (typeof document === "string") return malformed(row, line, document);
  const { value, repeated } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return malformed(row, line, "must be a JSON object");
  }
  if (text.includes("\uFFFD")) return malformed(row, line, NOT_UTF8);
  const members = Object.entries(value).filter(([name]) => !ignore.includes(name));
  const unknown = members.map(([name]) => name).filter((name) => fieldOf(name, map) === null);
  return {
    row,
    line,
    fields: Object.fromEntries(
      members.flatMap(([name, item]) => {
        const field = fieldOf(name, map);
        return field === null ? [] : [[field, item]];
      }),
    ),
    problems: firstProblems(
      repeated.map(([name = ""]) => ({
        path: fieldOf(name, map) ?? UNKNOWN_FIELD,
        reason: "is given twice",
      })),
      unknownMembers(unknown, value, [...FIELD_NAMES]),
    ),
  };
}

/** The API's field for a column or member; null for a name that is none, which may be a key: it is not repeated. */
function fieldOf(name: string, map: ReadOptions["map"]): string | null {
  const field = Object.hasOwn(map, name) ? map[name] : name;
  return field !== undefined && FIELD_NAMES.has(field) ? field : null;
}

/** The field of each column; null for one to leave out. */
function readHeading(cells: readonly string[], { map, ignore }: ReadOptions): readonly (string | null)[] {
  const names = cells.map((cell) => cell.trim());
  const heading = names.map((name) => (ignore.includes(name) ? null : fieldOf(name, map)));
  const isUnknown = (name: string) => !ignore.includes(name) && fieldOf(name, map) === null;
  const unknown = names.filter(isUnknown);
  if (unknown.length > 0) {
    const more =
      unknown.length > 1 ? `and ${unknown.length - 1} more are not known fields` : "is not a known field";
    throw new UsageError(
      `column ${names.findIndex(isUnknown) + 1} ${more}${didYouMean(unknown, FIELD_NAMES)}\n` +
        "  Use --map <column>=<field> or --ignore <column>. The fields are " +
        `${[...FIELD_NAMES].join(", ")}.`,
    );
  }
  const twice = heading.find((field, index) => field !== null && heading.indexOf(field) !== index);
  if (typeof twice === "string") throw new UsageError(`two columns hold the field ${twice}`);
  return heading;
}

/** Without the byte order mark that spreadsheets write. */
async function* withoutMark(portions: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
  let first = true;
  for await (const lines of portions) {
    yield first ? lines.map((line, index) => (index === 0 ? line.replace(/^\uFEFF/, "") : line)) : lines;
    first = false;
  }
}
