import { createHash } from "node:crypto";
import type { IntakePublicKey } from "./seal-session.ts";

/** The intake public key as a JSON Web Key (RFC 7517), with the members that a JOSE library needs. */
export const publicKeyJwk = ({ kid, key }: IntakePublicKey) => ({
  ...key.export({ format: "jwk" }),
  kid,
  use: "enc",
  alg: "RSA-OAEP-256",
});

/**
 * The thumbprint of the intake public key (RFC 7638, SHA-256, base64url): whoever has it can tell whether a key that is
 * offered for sealing is the right one.
 */
export function publicKeyThumbprint({ key }: IntakePublicKey): string {
  const { e, kty, n } = key.export({ format: "jwk" });
  return createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
}
