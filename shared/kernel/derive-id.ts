import { createHash, createHmac, type KeyObject } from "node:crypto";

/**
 * A UUID (RFC 9562 version 8) that is a function of its parts: the same parts give the same id on every machine,
 * which is what makes a blind retry harmless. Parts are framed, so `("a", "bc")` and `("ab", "c")` differ.
 */
export function deriveId(...parts: readonly (string | number)[]): string {
  const bytes = createHash("sha256")
    .update(JSON.stringify(["keyferry/v1", ...parts]))
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A key for many digests: Node wraps any other kind anew for each, which costs more than the digest. */
export type DigestKey = KeyObject;

/** HMAC-SHA256 in base64url. Says whether two texts are equal to whoever has the key, and nothing to anyone else. */
export const keyedDigest = (key: string | DigestKey, text: string): string =>
  createHmac("sha256", key).update(text).digest("base64url");
