import type { Context } from "hono";
import type * as z from "zod/mini";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { checkDocument, limitSize, parseDocument } from "../../shared/kernel/read-document.ts";

/**
 * Reads a JSON body and checks it against a schema.
 * @throws KeyferryError `unsupported_media_type`, `payload_too_large`, or `invalid_request` with all field
 *   problems.
 */
export async function readBody<Schema extends z.ZodMiniType>(
  { req }: Pick<Context, "req">,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(req.header("content-type") ?? "")) {
    throw new KeyferryError("unsupported_media_type", "The Content-Type must be application/json");
  }
  const text = await req.text();
  limitSize(Buffer.byteLength(text));
  return checkDocument(parseDocument(text), schema);
}
