import * as z from "zod/mini";

/*
 * The API's answer to a sender that wants to seal. No function bundles it: see
 * ../credentials/requests/answers.ts.
 */

/** The intake public key as a JSON Web Key (RFC 7517), with the members that this API sets. */
export const publicKeySchema = z.object({
  kty: z.literal("RSA"),
  n: z.string(),
  e: z.string(),
  kid: z.string(),
  use: z.literal("enc"),
  alg: z.literal("RSA-OAEP-256"),
});
