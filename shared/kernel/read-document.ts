import type * as z from "zod/mini";
import { duplicateMembers } from "./duplicate-members.ts";
import { type FieldProblem, KeyferryError } from "./errors.ts";
import { fieldProblems, safePath } from "./field-problems.ts";

/** The largest body that a door accepts, in bytes: ten times the largest known credential. */
export const MAX_BODY_BYTES = 64 * 1024;

/** @throws KeyferryError `payload_too_large` */
export function limitSize(bytes: number): void {
  if (bytes <= MAX_BODY_BYTES) return;
  throw new KeyferryError("payload_too_large", `The request body must not exceed ${MAX_BODY_BYTES} bytes`);
}

/** A parsed JSON text, and the members that occur twice in it. */
export interface JsonDocument {
  readonly value: unknown;
  readonly repeated: readonly FieldProblem[];
}

/** @throws KeyferryError `invalid_request`. The parser's own message quotes the text, so it is dropped. */
export function parseDocument(text: string): JsonDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new KeyferryError("invalid_request", "The request body is not valid JSON");
  }
  const repeated = duplicateMembers(text).map((path) => ({ path: safePath(path), reason: "is given twice" }));
  return { value, repeated };
}

/** Checks a document against a schema. @throws KeyferryError `invalid_request` with all field problems. */
export function checkDocument<Schema extends z.ZodMiniType>(
  { value, repeated }: JsonDocument,
  schema: Schema,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success && repeated.length === 0) return result.data;
  throw new KeyferryError("invalid_request", "Invalid request parameters", {
    fields: [...repeated, ...fieldProblems(result.error?.issues ?? [])],
  });
}
