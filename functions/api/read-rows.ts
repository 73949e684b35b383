import type { Context } from "hono";
import { type ImportMessage, importMessageSchema } from "../../shared/imports/import-message.ts";
import { type FieldProblem, KeyferryError } from "../../shared/kernel/errors.ts";
import { fieldProblems } from "../../shared/kernel/field-problems.ts";
import { firstProblems } from "../../shared/kernel/first-problems.ts";
import { readDocument, repeatedMembers } from "../../shared/kernel/read-document.ts";
import { decodeBody, requireUtf8 } from "../../shared/kernel/utf8.ts";
import { UNKNOWN_PROVIDER } from "../../shared/providers/slug.ts";

/** The largest body of one request, in bytes: 500 rows of 1.5 KB fit with room to spare. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
export const MAX_IMPORT_ROWS = 500;

/**
 * Reads the rows of an import: JSON Lines, one import message per line.
 * @throws KeyferryError `unsupported_media_type`, `payload_too_large`, or `invalid_request` with the first
 *   problems by line and field. Then no row was taken.
 */
export async function readRows(
  { req }: Pick<Context, "req">,
  slugs: ReadonlySet<string>,
): Promise<readonly ImportMessage[]> {
  if (!/^application\/(x-ndjson|jsonl|x-jsonlines)\s*(;|$)/i.test(req.header("content-type") ?? "")) {
    throw new KeyferryError("unsupported_media_type", "The Content-Type must be application/x-ndjson");
  }
  requireUtf8(req.header("content-type"));
  const bytes = new Uint8Array(await req.arrayBuffer());
  limitRows(bytes.byteLength <= MAX_BODY_BYTES);
  const lines = decodeBody(bytes)
    .split("\n")
    .filter((line) => line.trim() !== "");
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
