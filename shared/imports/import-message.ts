import * as z from "zod/mini";
import { providerSchema, sealedKeySchema } from "../credentials/command.ts";
import { settingsChangeSchema } from "../credentials/settings.ts";
import { uuidSchema } from "../kernel/uuid.ts";

export const IMPORT_MESSAGE_VERSION = 1;

/** Rows of one import at most: what a job's tallies can still be added up for. */
export const MAX_ROWS = 10_000_000;

const rowNumber = z.int().check(z.minimum(1), z.maximum(MAX_ROWS));

/** What a message must say to be counted with its import. */
export const importIdentityShape = {
  import_id: uuidSchema,
  row: rowNumber,
  workspace_id: z.nullable(uuidSchema),
};

/**
 * One row of an import, as any producer may put it on the import queue: the one way in from outside that takes no
 * raw key at all. The same row of the same import makes the same credential, however often it is sent.
 */
export const importMessageSchema = z.strictObject({
  version: z.literal(IMPORT_MESSAGE_VERSION),
  type: z.literal("credential.import"),
  ...importIdentityShape,
  /** How many rows the import sends in all, where the producer knows. */
  total_rows: z.optional(rowNumber),
  provider: providerSchema,
  sealed_key: sealedKeySchema,
  settings: z.optional(settingsChangeSchema),
  requested_at: z.iso.datetime(),
  /** Who sends it, as the producer says; for people. */
  sent_by: z.optional(z.string().check(z.regex(/^[\w.@:/-]{1,128}$/))),
});

export type ImportMessage = z.infer<typeof importMessageSchema>;
