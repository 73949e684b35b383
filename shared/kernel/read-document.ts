import type * as z from "zod/mini";
import { type FieldProblem, KeyferryError } from "./errors.ts";
import { fieldProblems } from "./field-problems.ts";
import { firstProblems } from "./first-problems.ts";
import { knownPath } from "./known-members.ts";
import { MAX_DEPTH, scanJson } from "./scan-json.ts";
import { withoutByteOrderMark } from "./utf8.ts";

/** The largest body that a door accepts, in bytes: ten times the largest known credential. */
export const MAX_BODY_BYTES = 64 * 1024;

/** @throws KeyferryError `payload_too_large` */
export function limitSize(bytes: number): void {
  if (bytes <= MAX_BODY_BYTES) return;
  throw new KeyferryError("payload_too_large", `The request body must not exceed ${MAX_BODY_BYTES} bytes`);
}

/** A parsed JSON text, and the members that occur twice in it: raw paths, which are the caller's text. */
export interface JsonDocument {
  readonly value: unknown;
  readonly repeated: readonly (readonly string[])[];
}

export const TOO_DEEP = `must not be nested deeper than ${MAX_DEPTH} levels`;

/**
 * Parses a JSON text, with or without a byte order mark at its start. Its result is a reason instead for a text that is not
 * JSON, or nested too deeply. The parser's own message quotes the text, so it is dropped.
 */
export function readDocument(given: string): JsonDocument | "is not valid JSON" | typeof TOO_DEEP {
  const text = withoutByteOrderMark(given);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "is not valid JSON";
  }
  const { tooDeep, repeated } = scanJson(text);
  return tooDeep ? TOO_DEEP : { value, repeated };
}

/** @throws KeyferryError `invalid_request` */
export function parseDocument(text: string): JsonDocument {
  const document = readDocument(text);
  if (typeof document !== "string") return document;
  throw new KeyferryError("invalid_request", `The request body ${document}`);
}

/** The members that are given twice. @param schemas know the names that may be repeated. */
export const repeatedMembers = (
  { repeated }: JsonDocument,
  schemas: readonly z.core.$ZodType[],
): FieldProblem[] =>
  firstProblems(repeated.map((path) => ({ path: knownPath(schemas, path), reason: "is given twice" })));

/**
 * Checks a document against a schema.
 * @param known the schemas whose names a problem may repeat, if they are not those of `schema` alone.
 * @throws KeyferryError `invalid_request` with the first field problems.
 */
export function checkDocument<Schema extends z.ZodMiniType>(
  document: JsonDocument,
  schema: Schema,
  known: readonly z.core.$ZodType[] = [schema],
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(document.value);
  if (success && document.repeated.length === 0) return data;
  throw new KeyferryError("invalid_request", "Invalid request parameters", {
    fields: firstProblems(repeatedMembers(document, known), fieldProblems(schema, document.value, error)),
  });
}
