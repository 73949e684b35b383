import type { Context } from "hono";
import { type ImportMessage, importMessageSchema } from "../../shared/imports/import-message.ts";
import { type FieldProblem, KeyferryError } from "../../shared/kernel/errors.ts";
import { fieldProblems } from "../../shared/kernel/field-problems.ts";
import { firstProblems } from "../../shared/kernel/first-problems.ts";
import { readDocument, repeatedMembers } from "../../shared/kernel/read-document.ts";
import { readText } from "../../shared/lambda/read-text.ts";
import { UNKNOWN_PROVIDER } from "../../shared/providers/slug.ts";

/** The largest body of one request, in bytes: 500 rows of 1.5 KB fit with room to spare. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
export const MAX_IMPORT_ROWS = 500;

const ROWS_TYPE = /^application\/(x-ndjson|jsonl|x-jsonlines)\s*(;|$)/i;

/**
 * Reads the rows of an import: JSON Lines, one import message per line.
 * @throws KeyferryError `unsupported_media_type`, `payload_too_large`, or `invalid_request` with the first
 *   problems by line and field. Then no row was taken.
 */
export async function readRows(
  context: Pick<Context, "req">,
  slugs: ReadonlySet<string>,
): Promise<readonly ImportMessage[]> {
  const text = await readText(context, ROWS_TYPE, "x-ndjson", (bytes) => limitRows(bytes <= MAX_BODY_BYTES));
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  limitRows(lines.length <= MAX_IMPORT_ROWS);
  const messages: ImportMessage[] = [];
  const fields =
    lines.length === 0
      ? [{ path: "", reason: "must have at least one row" }]
      : firstProblems(readLines(lines, slugs, messages));
  if (fields.length === 0) return messages;
  throw new KeyferryError("invalid_request", "Invalid rows; none was taken", { fields });
}

function limitRows(fits: boolean): void {
  if (fits) return;
  throw new KeyferryError(
    "payload_too_large",
    `A request takes at most ${MAX_IMPORT_ROWS} rows and ${MAX_BODY_BYTES} bytes`,
  );
}

/** Yields the problems of each line when it is reached, and adds the rows without problems to `messages`. */
function* readLines(
  lines: readonly string[],
  slugs: ReadonlySet<string>,
  messages: ImportMessage[],
): Iterable<FieldProblem> {
  for (const [index, line] of lines.entries()) {
    const { message, problems } = readRow(line, slugs);
    if (message !== undefined) messages.push(message);
    for (const { path, reason } of problems) {
      yield { path: `line ${index + 1}${path && `: ${path}`}`, reason };
    }
  }
}

interface ReadRow {
  /** Undefined for a row with problems. */
  readonly message?: ImportMessage;
  readonly problems: readonly FieldProblem[];
}

function readRow(line: string, slugs: ReadonlySet<string>): ReadRow {
  const document = readDocument(line);
  if (typeof document === "string") return { problems: [{ path: "", reason: document }] };
  const { data, error } = importMessageSchema.safeParse(document.value);
  const isUnknown = data !== undefined && !slugs.has(data.provider);
  const problems = firstProblems(
    repeatedMembers(document, [importMessageSchema]),
    fieldProblems(importMessageSchema, document.value, error),
    isUnknown ? [{ path: "provider", reason: UNKNOWN_PROVIDER }] : [],
  );
  return data !== undefined && problems.length === 0 ? { message: data, problems } : { problems };
}
