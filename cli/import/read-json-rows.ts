import { unknownMembers } from "../../shared/kernel/field-problems.ts";
import { firstProblems } from "../../shared/kernel/first-problems.ts";
import { UNKNOWN_FIELD } from "../../shared/kernel/known-members.ts";
import { parseJson } from "../../shared/kernel/parse-json.ts";
import { readDocument } from "../../shared/kernel/read-document.ts";
import { UsageError } from "../failure.ts";
import { FIELD_NAMES, fieldOf } from "./field-names.ts";
import { type FileRow, malformed, NOT_UTF8, type ReadOptions } from "./file-row.ts";
import { type JsonText, jsonObjects } from "./json-values.ts";

/**
 * The rows of a JSON file, in portions: JSON Lines, an array of objects, or objects over several lines. A line of JSON
 * Lines that is broken costs its own row.
 * @throws UsageError for an empty file, and for JSON that holds no list of rows.
 */
export async function* readJsonRows(
  portions: AsyncIterator<readonly string[]>,
  options: ReadOptions,
): AsyncGenerator<readonly FileRow[]> {
  const lines = withFirst(portions);
  const first = await lines.next();
  if (first.done) throw new UsageError("the file is empty");
  const [start] = first.value.filter((line) => line.trim() !== "");
  let row = 0;
  for await (const texts of isJsonLines(start ?? "")
    ? linesOf(rejoin(first.value, lines))
    : jsonObjects(rejoin(first.value, lines))) {
    if (row === 0 && texts[0] !== undefined) refuseVault(texts[0].text);
    yield texts.map(({ text, line }) => {
      row += 1;
      return readJsonRow(text, row, line, options);
    });
  }
  if (row === 0) throw new UsageError("the file has no rows");
}

/** Whether the first line is whole by itself; a broken line is taken for JSON Lines, which lose no more than it. */
function isJsonLines(start: string): boolean {
  const text = start.trim();
  if (text.startsWith("[")) return false;
  return parseJson(text) !== undefined || !/[{[,:]$/.test(text);
}

async function* linesOf(portions: AsyncIterable<readonly string[]>): AsyncGenerator<readonly JsonText[]> {
  let line = 0;
  for await (const lines of portions) {
    const texts: JsonText[] = [];
    for (const text of lines) {
      line += 1;
      if (text.trim() !== "") texts.push({ line, text });
    }
    if (texts.length > 0) yield texts;
  }
}

/** The portions, of which the first has text in it. */
async function* withFirst(portions: AsyncIterator<readonly string[]>): AsyncGenerator<readonly string[]> {
  let blank: readonly string[] = [];
  for (let hasText = false; ; ) {
    const { value, done } = await portions.next();
    if (done) return;
    hasText ||= value.some((line: string) => line.trim() !== "");
    if (!hasText) {
      blank = [...blank, ...value];
      continue;
    }
    yield blank.length > 0 ? [...blank, ...value] : value;
    blank = [];
  }
}

async function* rejoin(
  first: readonly string[],
  rest: AsyncGenerator<readonly string[]>,
): AsyncGenerator<readonly string[]> {
  yield first;
  yield* rest;
}

/** A password manager's JSON is one object around everything. Its CSV is understood. */
function refuseVault(text: string): void {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "items")) return;
  throw new UsageError(
    "the file is one object around its rows, as Bitwarden writes it: export it as CSV, or pass on the array inside it " +
      "(for example, with jq .items)",
  );
}

function readJsonRow(text: string, row: number, line: number, options: ReadOptions): FileRow {
  const document = readDocument(text);
  if (typeof document === "string") return malformed(row, line, text, document);
  const { value, repeated } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return malformed(row, line, text, "must be a JSON object");
  }
  if (!text.isWellFormed()) return malformed(row, line, text, NOT_UTF8);
  const members = Object.entries(value).filter(([name]) => !options.ignore.includes(name));
  const named = members.map(([name, item]) => ({ name, item, field: fieldOf(name, options) }));
  const unknown = named.flatMap(({ name, field }) => (field === null ? name : []));
  const known = named.flatMap(({ item, field }) => (field === null ? [] : [[field, item] as const]));
  const fields = known.map(([field]) => field);
  const twice = fields.filter((field, index) => fields.indexOf(field) !== index);
  return {
    row,
    line,
    text,
    fields: Object.fromEntries(known),
    problems: firstProblems(
      [
        ...repeated.map(([name = ""]) => fieldOf(name, options) ?? UNKNOWN_FIELD),
        // Under two spellings.
        ...twice,
      ].map((path) => ({ path, reason: "is given twice" })),
      unknownMembers(unknown, value, [...FIELD_NAMES]),
    ),
  };
}
