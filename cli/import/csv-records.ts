import { MAX_LINE } from "./read-lines.ts";

/** One record of a CSV file, or one that cannot be read. `line` is the first of its lines, from 1; `text` is all of them. */
export type CsvRecord = { readonly line: number; readonly text: string } & (
  | { readonly cells: readonly string[] }
  | { readonly fault: string }
);

/** Over how many lines a quoted cell may reach before its opening quote is taken for the fault. */
const MAX_LINES = 200;

/**
 * The records of a CSV file (RFC 4180: commas or another delimiter, double quotes, doubled inside quotes; LF or CRLF), in portions.
 *
 * Written out here because a CSV library gives up at a broken quote, or swallows what follows until the next quote.
 * Here, the record on that line is lost and the next line starts a new record. A record over several lines that does
 * not have as many cells as the first record is taken for such a fault as well.
 */
export async function* csvRecords(
  portions: AsyncIterable<readonly string[]>,
  delimiter = ",",
): AsyncGenerator<readonly CsvRecord[]> {
  let waiting: string[] = [];
  let line = 1;
  let columns: number | undefined;

  const take = (isLast: boolean): CsvRecord[] => {
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < waiting.length) {
      const found = recordAt(waiting, at, columns, delimiter);
      if (found === "more" && !isLast) break;
      if (found === "more" || found.kind === "fault") {
        const text = withoutReturn(waiting[at] ?? "");
        records.push({ line: line + at, text, fault: found === "more" ? OPEN : found.fault });
        at += 1;
        continue;
      }
      if (!isBlank(found.cells)) {
        columns ??= found.cells.length;
        records.push({ line: line + at, text: found.text, cells: found.cells });
      }
      at += found.lines;
    }
    waiting = waiting.slice(at);
    line += at;
    return records;
  };

  for await (const portion of portions) {
    waiting = waiting.length === 0 ? [...portion] : [...waiting, ...portion];
    const records = take(false);
    if (records.length > 0) yield records;
  }
  const records = take(true);
  if (records.length > 0) yield records;
}

const OPEN = "a quote is opened but never closed";
const STRAY = "a quote is out of place: quote the whole cell, and double the quotes inside it";

const isBlank = (cells: readonly string[]): boolean => cells.length === 1 && cells[0] === "";

/** What starts at a line; `more` where that depends on lines that have not been read. */
type Found =
  | "more"
  | { readonly kind: "fault"; readonly fault: string }
  | {
      readonly kind: "record";
      readonly cells: readonly string[];
      readonly text: string;
      readonly lines: number;
    };

const faulty = (fault: string): Found => ({ kind: "fault", fault });

function recordAt(
  lines: readonly string[],
  at: number,
  columns: number | undefined,
  delimiter: string,
): Found {
  let text = lines[at] ?? "";
  const first = withoutReturn(text);
  let parsed = parseRecord(first, delimiter);
  for (let used = 1; parsed === "open"; used += 1) {
    if (used > MAX_LINES) return faulty(OPEN);
    const next = lines[at + used];
    if (next === undefined) return "more";
    text = `${text}\n${next}`;
    if (text.length > MAX_LINE) return faulty(OPEN);
    // Quotes in pairs close nothing: the text is parsed again once, not once a line.
    if (hasPairsOnly(next)) continue;
    const whole = withoutReturn(text);
    parsed = parseRecord(whole, delimiter);
    if (parsed === "stray") return faulty(OPEN);
    if (parsed !== "open") {
      return columns !== undefined && parsed.length !== columns
        ? faulty(OPEN)
        : { kind: "record", cells: parsed, text: whole, lines: used + 1 };
    }
  }
  return parsed === "stray" ? faulty(STRAY) : { kind: "record", cells: parsed, text: first, lines: 1 };
}

function hasPairsOnly(line: string): boolean {
  let quotes = 0;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 0;
}

const withoutReturn = (text: string): string => (text.endsWith("\r") ? text.slice(0, -1) : text);

/** One record's cells; `open` where a quoted cell has no end, `stray` where a quote is out of place. */
export function parseRecord(text: string, delimiter = ","): readonly string[] | "open" | "stray" {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    if (text[at] === '"') {
      let from = at + 1;
      let end = text.indexOf('"', from);
      while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end === -1) return "open";
      cells.push(text.slice(from, end).replaceAll('""', '"'));
      from = end + 1;
      if (from === text.length) return cells;
      if (text[from] !== delimiter) return "stray";
      at = from + 1;
    } else {
      const end = text.indexOf(delimiter, at);
      const cell = end === -1 ? text.slice(at) : text.slice(at, end);
      if (cell.includes('"')) return "stray";
      cells.push(cell);
      if (end === -1) return cells;
      at = end + 1;
    }
  }
}
