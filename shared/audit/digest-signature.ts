import { type KeyObject, verify } from "node:crypto";
import * as z from "zod/mini";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { parseJson } from "../kernel/parse-json.ts";
import { type AuditDigest, auditDigestSchema } from "./audit-digest.ts";

/*
 * A digest is stored as a JWS in compact serialisation (RFC 7515) with ES256, so that any stock library can check it
 * as well.
 */

const encode = (value: unknown): string => Buffer.from(canonicalJson(value)).toString("base64url");

/** What is to be signed. */
export const signingInput = (digest: AuditDigest, keyId: string): string =>
  `${encode({ alg: "ES256", kid: keyId, typ: "keyferry-audit-digest" })}.${encode(digest)}`;

/** The stored form, from the signature as KMS gives it (DER, RFC 3279). */
export const toJws = (input: string, derSignature: Uint8Array): string =>
  `${input}.${Buffer.from(fromDer(derSignature)).toString("base64url")}`;

/** The digest in a stored one, whoever signed it. Null where there is none. */
export function readDigest(jws: string): AuditDigest | null {
  return auditDigestSchema.safeParse(parseBase64url(jws.split(".")[1] ?? "")).data ?? null;
}

/** Whether the stored digest is signed by this key, by the one algorithm that is used. */
export function isSignedBy(publicKey: KeyObject, jws: string): boolean {
  const [header = "", payload = "", signature = "", ...rest] = jws.split(".");
  if (rest.length > 0 || !isES256(header)) return false;
  const bytes = Buffer.from(signature, "base64url");
  // Base64url has spellings that decode to the same bytes; the file is to be the one that was written.
  if (bytes.length !== 64 || bytes.toString("base64url") !== signature) return false;
  const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  return verify("sha256", Buffer.from(`${header}.${payload}`), key, bytes);
}

const headerSchema = z.looseObject({ alg: z.literal("ES256") });

const isES256 = (header: string): boolean => headerSchema.safeParse(parseBase64url(header)).success;

const parseBase64url = (part: string): unknown => parseJson(Buffer.from(part, "base64url").toString());

const SCALAR_BYTES = 32;

/** SEQUENCE { INTEGER r, INTEGER s } → r and s in 32 bytes each. For P-256, every length is one byte. */
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
