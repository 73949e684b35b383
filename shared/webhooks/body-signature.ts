import { createHmac, timingSafeEqual } from "node:crypto";
import { reveal, type Secret } from "../kernel/secret.ts";

/** Whether a text can be a secret of this scheme: any text that is long enough to withstand guessing. */
export const isBodySecret = (secret: Secret): boolean => /^[\x20-\x7e]{16,255}$/.test(reveal(secret));

const digestOf = (secret: Secret, body: Uint8Array) => createHmac("sha256", reveal(secret)).update(body);

/** `sha256=<hex>`, as GitHub sends it. */
export const signBody = (secret: Secret, body: Uint8Array): string =>
  `sha256=${digestOf(secret, body).digest("hex")}`;

/**
 * Whether one of these secrets signed the raw body with HMAC-SHA256. The header may hold several signatures,
 * each in hexadecimal or base64, with or without a name before it (`sha256=`, `v1=`).
 */
export function isBodySigned(body: Uint8Array, header: string, secrets: readonly Secret[]): boolean {
  const given = header.split(/[,\s]+/).map((part) => part.replace(/^[\w-]{1,16}=(?=.)/, ""));
  let matches = false;
  for (const secret of secrets) {
    const digest = digestOf(secret, body).digest();
    for (const expected of formsOf(digest)) {
      for (const candidate of given) if (isEqual(candidate, expected)) matches = true;
    }
  }
  return matches;
}

/**
 * The accepted spellings of a signature. They are compared as text: base64 has several spellings of the same
 * bytes, and one is enough.
 */
const formsOf = (digest: Buffer): readonly string[] => {
  const hex = digest.toString("hex");
  return [hex, hex.toUpperCase(), digest.toString("base64"), digest.toString("base64url")];
};

const isEqual = (candidate: string, expected: string): boolean => {
  const [one, other] = [Buffer.from(candidate), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
};
