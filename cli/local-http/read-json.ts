import type { IncomingMessage } from "node:http";
import type * as z from "zod/mini";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { checkDocument, parseDocument } from "../../shared/kernel/read-document.ts";
import { decodeBody, requireUtf8 } from "../../shared/kernel/utf8.ts";

/** The largest body, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads a request's body as JSON and checks it against a schema.
 * @throws KeyferryError `unsupported_media_type`, `payload_too_large`, or `invalid_request` with all field problems.
 */
export async function readJson<Schema extends z.ZodMiniType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = request.headers["content-type"] ?? "";
  // No form of a web page can send it.
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new KeyferryError("unsupported_media_type", "The Content-Type must be application/json");
  }
  requireUtf8(type);
  return checkDocument(parseDocument(decodeBody(await readBytes(request))), schema);
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (): KeyferryError =>
  new KeyferryError("payload_too_large", `The request body must not exceed ${MAX_BODY_BYTES} bytes`);
