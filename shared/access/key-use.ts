import * as z from "zod/mini";
import { uuidSchema } from "../kernel/uuid.ts";

/**
 * The message "this management key was used". It travels on the queue because the door may not write the
 * table: the worker records the use. It holds no token; the hash of 256 random bits leads only to the key's
 * record.
 */
export const keyUseSchema = z.strictObject({
  version: z.literal(1),
  type: z.literal("management_key.used"),
  management_key_id: uuidSchema,
  token_hash: z.string().check(z.regex(/^[a-f0-9]{64}$/)),
  /** The start of the hour of the use. */
  used_at: z.iso.datetime(),
});

export type KeyUse = z.infer<typeof keyUseSchema>;
