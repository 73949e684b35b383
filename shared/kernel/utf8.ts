import { KeyferryError } from "./errors.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of these bytes, a byte order mark included; null if they are not UTF-8. A lenient decoder would give different
 * bytes the same text, and thus store another key than was sent.
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** Whether a text has more bytes of UTF-8 than this. Most texts are so short that nobody counts; browsers have no Buffer. */
export const isLongerThan = (text: string, bytes: number): boolean =>
  text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes;

/**
 * The text of a request's body.
 * @throws KeyferryError `invalid_request` if it is not UTF-8.
 */
export function decodeBody(body: Uint8Array): string {
  const text = decodeUtf8(body);
  if (text !== null) return text;
  throw new KeyferryError("invalid_request", "The request body is not UTF-8");
}

/** A text without the byte order mark at its start, which editors and spreadsheets write and which is no part of it. */
export const withoutByteOrderMark = (text: string): string =>
  text.startsWith("\uFEFF") ? text.slice(1) : text;

/**
 * Refuses a content type that names another character set than UTF-8.
 * @throws KeyferryError `unsupported_media_type`
 */
export function requireUtf8(contentType: string | undefined): void {
  const named = (contentType ?? "").matchAll(/;\s*charset\s*=\s*"?([^";\s]*)/gi);
  if ([...named].every(([, charset = ""]) => /^utf-?8$/i.test(charset))) return;
  throw new KeyferryError("unsupported_media_type", "The charset of the Content-Type must be utf-8");
}
