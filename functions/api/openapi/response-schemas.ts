import * as z from "zod/mini";
import { settingsShape } from "../../../shared/credentials/settings.ts";
import { SHOWN_FAILURES } from "../../../shared/imports/import-job.ts";
import { uuidSchema } from "../../../shared/kernel/uuid.ts";

/*
 * What the API answers, as schemas: the OpenAPI document is made of them, `wire.ts` must return their types, and
 * nothing of them is in the function's bundle.
 */

const time = z.iso.datetime();

export const credentialSchema = z.object({
  id: uuidSchema,
  provider: z.string(),
  workspace_id: z.nullable(uuidSchema),
  label: z.string(),
  ...settingsShape,
  sort_order: z.int(),
  created_at: time,
});

export const eventSchema = z.object({
  id: uuidSchema,
  type: z.enum([
    "credential.created",
    "credential.updated",
    "credential.rotated",
    "credential.deleted",
    "credential.rejected",
    "credential.deferred",
  ]),
  time,
  actor: z.object({ type: z.enum(["management_key", "webhook", "import"]), id: z.string() }),
  door: z.enum(["api", "webhook", "import"]),
  request_id: z.string(),
  changed: z.array(z.string()),
  version: z.nullable(z.int()),
  fingerprint: z.nullable(z.string()),
  warnings: z.array(z.string()),
  rejection: z.nullable(z.object({ code: z.string(), message: z.string() })),
});

export const warningSchema = z.object({ code: z.string(), message: z.string() });

/** The answer to a change whose outcome is still to come. */
export const acceptedSchema = z.object({ id: uuidSchema, status: z.literal("accepted") });

export const errorSchema = z.object({
  error: z.object({
    code: z.int(),
    message: z.string(),
    metadata: z.object({
      request_id: z.string(),
      fields: z.optional(z.array(z.object({ path: z.string(), reason: z.string() }))),
    }),
  }),
});

export const importSchema = z.object({
  id: uuidSchema,
  workspace_ids: z.array(z.nullable(uuidSchema)),
  sent_by: z.nullable(z.string()),
  started_at: time,
  finished_at: z.nullable(time),
  total_rows: z.nullable(z.int()),
  created: z.int(),
  rejected: z.int(),
  failures: z
    .array(z.object({ row: z.int(), code: z.string(), message: z.string() }))
    .check(z.maxLength(SHOWN_FAILURES)),
});

export const importResultSchema = z.object({
  row: z.int(),
  id: uuidSchema,
  outcome: z.enum(["created", "rejected"]),
  reason: z.nullable(z.string()),
});

/** What the webhook door answers to a delivery that it believes. */
export const receiptSchema = z.union([
  z.object({ status: z.literal("accepted"), id: uuidSchema, command_id: uuidSchema }),
  z.object({ status: z.literal("ignored") }),
]);

/** The webhook door's one answer to all others: no metadata, because it must not differ. */
export const refusalSchema = z.object({ error: z.object({ code: z.literal(401), message: z.string() }) });

/** RFC 7517, with the members that this API sets. */
export const publicKeySchema = z.object({
  kty: z.literal("RSA"),
  n: z.string(),
  e: z.string(),
  kid: z.string(),
  use: z.literal("enc"),
  alg: z.literal("RSA-OAEP-256"),
});

export type WireCredential = z.infer<typeof credentialSchema>;
export type WireEvent = z.infer<typeof eventSchema>;
