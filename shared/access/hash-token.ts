import { createHash } from "node:crypto";

/** How a management key's token is stored and found: SHA-256 in hex. It needs no salt: the token is 256 random bits. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");
