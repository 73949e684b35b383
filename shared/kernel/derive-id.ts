import { createHash, createHmac, type KeyObject } from "node:crypto";
import { uuidOf } from "./uuid.ts";

/**
 * A UUID (RFC 9562 version 8) that is a function of its parts. The same parts give the same id on every
 * machine, which makes a blind retry harmless. Parts are framed, so `("a", "bc")` and `("ab", "c")` differ.
 */
export const deriveId = (...parts: readonly (string | number)[]): string =>
  toUuid(createHash("sha256").update(framed(parts)).digest());

/**
 * Like {@link deriveId}, under a secret key: only its holder can compute the id, or tell from an id whether a guess of its
 * parts is right.
 */
export const deriveKeyedId = (key: string | DigestKey, ...parts: readonly (string | number)[]): string =>
  toUuid(createHmac("sha256", key).update(framed(parts)).digest());

const framed = (parts: readonly (string | number)[]): string => JSON.stringify(["keyferry/v1", ...parts]);

function toUuid(digest: Buffer): string {
  const bytes = digest.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidOf(bytes);
}

/** A key for many digests. Node wraps other kinds of key each time, which costs more than the digest. */
export type DigestKey = KeyObject;

/** HMAC-SHA256 in base64url. Only the holder of the key can tell whether two texts are equal. */
export const keyedDigest = (key: string | DigestKey, text: string): string =>
  createHmac("sha256", key).update(text).digest("base64url");
