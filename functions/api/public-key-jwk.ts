import type { IntakePublicKey } from "../../shared/sealing/seal-session.ts";

/** The intake public key as a JSON Web Key (RFC 7517), with what a JOSE library needs to seal with it. */
export const publicKeyJwk = ({ kid, key }: IntakePublicKey) => ({
  ...key.export({ format: "jwk" }),
  kid,
  use: "enc",
  alg: "RSA-OAEP-256",
});
