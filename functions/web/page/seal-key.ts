import { CompactEncrypt, calculateJwkThumbprint, importJWK } from "jose";
import type { IntakeJwk, SealBinding } from "./link-client.ts";

/** Whether this is the key that the link names. Only then a key may be sealed with it. */
export const isPinned = async ({ kty, n, e }: IntakeJwk, thumbprint: string): Promise<boolean> =>
  (await calculateJwkThumbprint({ kty, n, e }, "sha256")) === thumbprint;

/**
 * Seals a key as `shared/sealing/seal.ts` opens it: a JWE in compact serialisation, RSA-OAEP-256 and A256GCM, with what it is
 * bound to in its protected header.
 */
export async function sealKey(
  text: string,
  { kty, n, e, kid }: IntakeJwk,
  binding: SealBinding,
): Promise<string> {
  const publicKey = await importJWK({ kty, n, e }, "RSA-OAEP-256");
  return await new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", kid, ...binding })
    .encrypt(publicKey);
}
