import * as z from "zod/mini";

/**
 * Any 8-4-4-4-12 hexadecimal identifier in lower case. Versions are not checked: operators bring workspace
 * ids from systems whose ids only look like UUIDs.
 */
export const uuidSchema = z.guid().check(z.toLowerCase());

/** The UUID of these 16 bytes, in lower case. */
export const uuidOf = (bytes: Buffer): string =>
  bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
