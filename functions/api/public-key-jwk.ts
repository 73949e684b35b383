import type { IntakePublicKey } from "../../shared/sealing/seal-session.ts";

/** The intake public key as a JSON Web Key (RFC 7517), with the members that a JOSE library needs. */
export const publicKeyJwk = ({ kid, key }: IntakePublicKey) => ({
  ...key.export({ format: "jwk" }),
  kid,
  use: "enc",
  alg: "RSA-OAEP-256",
});
