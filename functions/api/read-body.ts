import type { Context } from "hono";
import type * as z from "zod/mini";
import { duplicateMembers } from "../../shared/domain/duplicate-members.ts";
import { KeyferryError } from "../../shared/domain/errors.ts";
import { fieldProblems, safePath } from "../../shared/domain/field-problems.ts";

/** The largest body that a door accepts, in bytes: ten times the largest known credential. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Reads a JSON body and checks it against a schema.
 * @throws KeyferryError `unsupported_media_type`, `payload_too_large`, or `invalid_request` with all field problems.
 */
export async function readBody<Schema extends z.ZodMiniType>(
  { req }: Pick<Context, "req">,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(req.header("content-type") ?? "")) {
    throw new KeyferryError("unsupported_media_type", "The Content-Type must be application/json");
  }
  const text = await req.text();
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw new KeyferryError("payload_too_large", `The request body must not exceed ${MAX_BODY_BYTES} bytes`);
  }
  const result = schema.safeParse(parseJson(text));
  const repeated = duplicateMembers(text).map((path) => ({ path: safePath(path), reason: "is given twice" }));
  if (result.success && repeated.length === 0) return result.data;
  throw new KeyferryError("invalid_request", "Invalid request parameters", {
    fields: [...repeated, ...fieldProblems(result.error?.issues ?? [])],
  });
}

/** The parser's own message quotes the text around the fault, so it is not passed on. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KeyferryError("invalid_request", "The request body is not valid JSON");
  }
}
