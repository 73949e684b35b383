import type { Context } from "hono";
import { type ImportMessage, importMessageSchema } from "../../shared/imports/import-message.ts";
import { duplicateMembers } from "../../shared/kernel/duplicate-members.ts";
import { type FieldProblem, KeyferryError } from "../../shared/kernel/errors.ts";
import { fieldProblems, safePath } from "../../shared/kernel/field-problems.ts";
import { parseJson } from "../../shared/kernel/parse-json.ts";
import { UNKNOWN_PROVIDER } from "../../shared/providers/slug.ts";

/** The largest body of one request, in bytes: 500 rows of 1.5 KB fit with room to spare. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
export const MAX_IMPORT_ROWS = 500;

/** The most problems that one answer names. */
const MAX_PROBLEMS = 100;

/**
 * Reads the rows of an import: JSON Lines, one import message per line.
 * @throws KeyferryError `unsupported_media_type`, `payload_too_large`, or `invalid_request` with the problems
 *   by line and field. Then no row was taken.
 */
export async function readRows(
  { req }: Pick<Context, "req">,
  slugs: ReadonlySet<string>,
): Promise<readonly ImportMessage[]> {
  if (!/^application\/(x-ndjson|jsonl|x-jsonlines)\s*(;|$)/i.test(req.header("content-type") ?? "")) {
    throw new KeyferryError("unsupported_media_type", "The Content-Type must be application/x-ndjson");
  }
  const text = await req.text();
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (Buffer.byteLength(text) > MAX_BODY_BYTES || lines.length > MAX_IMPORT_ROWS) {
    throw new KeyferryError(
      "payload_too_large",
      `A request takes at most ${MAX_IMPORT_ROWS} rows and ${MAX_BODY_BYTES} bytes`,
    );
  }
  const read = lines.map((line, index) => readRow(line, index + 1, slugs));
  const problems = read.flatMap((row) => ("problems" in row ? row.problems : []));
  if (lines.length === 0) problems.push({ path: "", reason: "must have at least one row" });
  if (problems.length > 0) {
    const fields = problems.slice(0, MAX_PROBLEMS);
    throw new KeyferryError("invalid_request", "Invalid rows; none was taken", { fields });
  }
  return read.flatMap((row) => ("message" in row ? [row.message] : []));
}

function readRow(
  line: string,
  number: number,
  slugs: ReadonlySet<string>,
): { readonly message: ImportMessage } | { readonly problems: FieldProblem[] } {
  const at = ({ path, reason }: FieldProblem) => ({ path: `line ${number}${path && `: ${path}`}`, reason });
  const value = parseJson(line);
  if (value === undefined) return { problems: [at({ path: "", reason: "is not valid JSON" })] };
  const { data, error } = importMessageSchema.safeParse(value);
  const problems = [
    ...duplicateMembers(line).map((path) => ({ path: safePath(path), reason: "is given twice" })),
    ...fieldProblems(error?.issues ?? []),
    ...(data !== undefined && !slugs.has(data.provider)
      ? [{ path: "provider", reason: UNKNOWN_PROVIDER }]
      : []),
  ];
  return data !== undefined && problems.length === 0 ? { message: data } : { problems: problems.map(at) };
}
