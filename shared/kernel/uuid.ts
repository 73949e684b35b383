import * as z from "zod/mini";

/**
 * Any 8-4-4-4-12 hexadecimal identifier in lower case. Versions are not checked: operators bring workspace
 * ids from systems whose ids only look like UUIDs.
 */
export const uuidSchema = z.guid().check(z.toLowerCase());
