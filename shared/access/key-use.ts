import * as z from "zod/mini";
import { uuidSchema } from "../kernel/uuid.ts";

/**
 * "This management key was used", as it travels on the queue: the door may not write the table, so the worker notes it.
 * Holds no token; the hash of 256 random bits leads to nothing but the key's record.
 */
export const keyUseSchema = z.strictObject({
  version: z.literal(1),
  type: z.literal("management_key.used"),
  management_key_id: uuidSchema,
  token_hash: z.string().check(z.regex(/^[a-f0-9]{64}$/)),
  /** The hour of the use, by its start. */
  used_at: z.iso.datetime(),
});

export type KeyUse = z.infer<typeof keyUseSchema>;

export const HOUR_MS = 3_600_000;

/** The start of the hour of a time: as exact as `last_used_at` is. */
export const hourOf = (time: Date): string =>
  new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS).toISOString();
