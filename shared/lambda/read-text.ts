import type { Context } from "hono";
import { KeyferryError } from "../kernel/errors.ts";
import { decodeBody, requireUtf8 } from "../kernel/utf8.ts";

/** The content types of JSON. */
export const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

/**
 * The text of a request's body.
 * @param type what the content type must be, and `name` how the refusal of any other one calls it.
 * @param limit throws for too many bytes.
 * @throws KeyferryError `unsupported_media_type` for another type, or a charset that is not UTF-8, `payload_too_large`, and
 *   `invalid_request` for bytes that are not UTF-8.
 */
export async function readText(
  { req }: Pick<Context, "req">,
  type: RegExp,
  name: string,
  limit: (bytes: number) => void,
): Promise<string> {
  const contentType = req.header("content-type");
  if (!type.test(contentType ?? "")) {
    throw new KeyferryError("unsupported_media_type", `The Content-Type must be application/${name}`);
  }
  requireUtf8(contentType);
  const bytes = new Uint8Array(await req.arrayBuffer());
  limit(bytes.byteLength);
  return decodeBody(bytes);
}
