import { createHash } from "node:crypto";

/**
 * The form in which a management key's token is stored and found: SHA-256 in hex. It needs no salt, because
 * the token is 256 random bits.
 */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");
