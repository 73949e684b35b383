import * as z from "zod/mini";
import { providerSchema, sealedKeySchema } from "../credentials/command.ts";
import { requestedSettingsSchema } from "../credentials/settings.ts";
import { utcTimeSchema } from "../kernel/time.ts";
import { uuidSchema } from "../kernel/uuid.ts";

export const IMPORT_MESSAGE_VERSION = 1;
/** The version of a message with several rows: see `import-batch.ts`. */
export const IMPORT_BATCH_VERSION = 2;

/** The most rows of one message: as many as DynamoDB takes statements at once. */
export const MAX_ROWS_TOGETHER = 25;

/**
 * - `create`: another credential with the same key.
 * - `skip`: nothing is created, as was asked for.
 * - `fail`: the row is rejected.
 */
export const ON_DUPLICATE = ["create", "skip", "fail"] as const;
export type OnDuplicate = (typeof ON_DUPLICATE)[number];

/** The doubts for which a bulk row is refused unless its producer accepts them by name. */
export const ACCEPTABLE = ["masked"] as const;

/** The most rows of one import: the number for which a job's tallies can still be summed up. */
export const MAX_ROWS = 10_000_000;

/** The longest sealed key, in characters. The seal of the longest key has 45,000. */
const MAX_SEAL = 64 * 1024;

const rowNumber = z.int().check(z.minimum(1), z.maximum(MAX_ROWS));

/** The members that a message needs to be counted with its import. */
export const importIdentityShape = {
  import_id: uuidSchema,
  row: rowNumber,
  workspace_id: z.nullable(uuidSchema),
};

/**
 * One row of an import, as any producer may put it on the import queue. This is the only path for outside
 * systems that takes no raw key at all. The same row of the same import creates the same credential, however
 * often it is sent.
 */
export const importMessageSchema = z.strictObject({
  version: z.literal(IMPORT_MESSAGE_VERSION),
  type: z.literal("credential.import"),
  ...importIdentityShape,
  /** The total number of rows that the import sends, if the producer knows it. */
  total_rows: z.optional(rowNumber),
  provider: providerSchema,
  sealed_key: sealedKeySchema.check(z.maxLength(MAX_SEAL)),
  settings: z.optional(requestedSettingsSchema),
  /** What becomes of the row if a live credential of the workspace has its key. Without it: `create`. */
  on_duplicate: z.optional(z.enum(ON_DUPLICATE)),
  /** The doubts about the key that the producer knows of. A masked key is refused unless it is named here. */
  accepts: z.optional(z.array(z.enum(ACCEPTABLE)).check(z.maxLength(ACCEPTABLE.length))),
  requested_at: utcTimeSchema,
  /** The sender by the producer's own account. It is shown to operators and grants nothing. */
  sent_by: z.optional(z.string().check(z.regex(/^[\w.@:/-]{1,128}$/))),
});

export type ImportMessage = z.infer<typeof importMessageSchema>;
