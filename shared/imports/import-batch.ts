import * as z from "zod/mini";
import { IMPORT_BATCH_VERSION, importMessageSchema, MAX_ROWS_TOGETHER } from "./import-message.ts";

const { import_id, workspace_id, row, requested_at, provider, sealed_key, settings, ...others } =
  importMessageSchema.shape;

/** A seal without its second part, the wrapped content key, has that of its message. */
const rowSealSchema = z
  .string()
  .check(z.regex(/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]*\.[\w-]+$/), z.maxLength(64 * 1024));

/**
 * Several rows of one import and workspace in one message: what they share stands beside them, and the rest in each row. A row
 * with what it shares is a message of version 1 and is treated as one: it has a credential and an outcome of its own.
 *
 * This is the schema that is published. The worker reads a batch with `batch-rows.ts`, row by row, so that one bad row never
 * holds up its neighbours.
 */
export const importBatchSchema = z.strictObject({
  version: z.literal(IMPORT_BATCH_VERSION),
  type: others.type,
  import_id,
  workspace_id,
  total_rows: others.total_rows,
  provider: z.optional(provider),
  on_duplicate: others.on_duplicate,
  accepts: others.accepts,
  requested_at: z.optional(requested_at),
  sent_by: others.sent_by,
  /** The wrapped content key of all seals that have none of their own: base64url, as in the second part of a JWE. */
  encrypted_key: z.optional(z.string().check(z.regex(/^[\w-]{1,2048}$/))),
  rows: z
    .array(
      z.strictObject({
        row,
        provider: z.optional(provider),
        sealed_key: rowSealSchema,
        settings,
        requested_at: z.optional(requested_at),
      }),
    )
    .check(z.minLength(1), z.maxLength(MAX_ROWS_TOGETHER)),
});

export type ImportBatch = z.infer<typeof importBatchSchema>;
