import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { reveal, Secret } from "../kernel/secret.ts";

/** What the text of every token looks like: 256 bits in base64url. */
export const LINK_TOKEN = /^[\w-]{43}$/;

/**
 * The token of a link: 256 bits that derive from its id under the token of the management key that made it. So a repeated
 * request gets the same URL again, although the table has only the hash, and nobody else can compute it.
 */
export const linkToken = (managementToken: Secret, linkId: string): Secret =>
  new Secret(
    createHmac("sha256", reveal(managementToken))
      .update(JSON.stringify(["keyferry/v1", "link-token", linkId]))
      .digest("base64url"),
  );

/** The form in which a token is stored: SHA-256 in hex. It needs no salt, because the token is 256 unguessable bits. */
export const hashLinkToken = (token: Secret): string =>
  createHash("sha256").update(reveal(token)).digest("hex");

/** Whether a token has this hash. It takes the same time for each wrong one. */
export const matchesHash = (token: Secret, hash: string): boolean => {
  const [given, stored] = [hashLinkToken(token), hash].map((text) => Buffer.from(text, "hex"));
  return given !== undefined && stored?.length === given.length && timingSafeEqual(given, stored);
};
