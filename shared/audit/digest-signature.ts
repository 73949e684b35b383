import { type KeyObject, verify } from "node:crypto";
import * as z from "zod/mini";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { parseJson } from "../kernel/parse-json.ts";
import { type AuditDigest, auditDigestSchema } from "./audit-digest.ts";

/* A digest is a JWS in compact serialisation (RFC 7515) with ES256, which any stock library can check. */

const encode = (value: unknown): string => Buffer.from(canonicalJson(value)).toString("base64url");

/** The text to sign. */
export const signingInput = (digest: AuditDigest, keyId: string): string =>
  `${encode({ alg: "ES256", kid: keyId, typ: "keyferry-audit-digest" })}.${encode(digest)}`;

/** The stored form, built from the signature in the encoding that KMS returns (DER, RFC 3279). */
export const toJws = (input: string, derSignature: Uint8Array): string =>
  `${input}.${Buffer.from(fromDer(derSignature)).toString("base64url")}`;

/** The digest inside a stored one, whether or not its signature holds; null if there is none. */
export function readDigest(jws: string): AuditDigest | null {
  return auditDigestSchema.safeParse(parseBase64url(jws.split(".")[1] ?? "")).data ?? null;
}

/** Whether this key signed the stored digest. ES256 is the only accepted algorithm. */
export function isSignedBy(publicKey: KeyObject, jws: string): boolean {
  const [header = "", payload = "", signature = "", ...rest] = jws.split(".");
  if (rest.length > 0 || !isES256(header)) return false;
  const bytes = Buffer.from(signature, "base64url");
  // Base64url has several spellings of the same bytes; only the one that was written counts.
  if (bytes.length !== 64 || bytes.toString("base64url") !== signature) return false;
  const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  return verify("sha256", Buffer.from(`${header}.${payload}`), key, bytes);
}

const headerSchema = z.looseObject({ alg: z.literal("ES256") });

const isES256 = (header: string): boolean => headerSchema.safeParse(parseBase64url(header)).success;

const parseBase64url = (part: string): unknown => parseJson(Buffer.from(part, "base64url").toString());

const SCALAR_BYTES = 32;

/** Turns SEQUENCE { INTEGER r, INTEGER s } into r and s of 32 bytes each. P-256's lengths are one byte. */
function fromDer(der: Uint8Array): Uint8Array {
  const scalars: Uint8Array[] = [];
  for (let at = 2; at < der.length; at += 2 + (der[at + 1] ?? 0)) {
    const scalar = der.subarray(at + 2, at + 2 + (der[at + 1] ?? 0));
    scalars.push(scalar[0] === 0 ? scalar.subarray(1) : scalar);
  }
  if (der[0] !== 0x30 || scalars.length !== 2 || scalars.some(({ length }) => length > SCALAR_BYTES)) {
    throw new Error("not an ECDSA signature");
  }
  return Buffer.concat(
    scalars.map((scalar) => Buffer.concat([Buffer.alloc(SCALAR_BYTES - scalar.length), scalar])),
  );
}
