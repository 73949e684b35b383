import * as z from "zod/mini";
import { uuidSchema } from "../../kernel/uuid.ts";
import { USE_OUTCOMES } from "../credential-use.ts";
import { settingsShape } from "../settings.ts";

/*
 * The BYOK API's answers to requests on credentials. The OpenAPI document is made of these schemas, the CLI
 * parses answers with them, and `functions/api/wire.ts` must return their types. Functions import only types
 * from here, so that no bundle contains the schemas.
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

/**
 * What keyferry adds to a credential that is read: how routers use it. Both are null until one reports a use, and absent from
 * the answers of a version without them.
 */
export const usedCredentialSchema = z.extend(credentialSchema, {
  last_used_at: z.optional(z.nullable(time)),
  last_hour: z.optional(
    z.nullable(
      z.object({
        hour: time,
        key_version: z.int(),
        outcomes: z.partialRecord(z.enum(USE_OUTCOMES), z.int().check(z.minimum(1))),
      }),
    ),
  ),
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
    "link.created",
    "link.redeemed",
    "link.revoked",
    "link.expired",
  ]),
  time,
  actor: z.object({ type: z.enum(["management_key", "webhook", "import", "link"]), id: z.string() }),
  door: z.enum(["api", "webhook", "import", "web"]),
  request_id: z.string(),
  changed: z.array(z.string()),
  version: z.nullable(z.int()),
  fingerprint: z.nullable(z.string()),
  warnings: z.array(z.string()),
  rejection: z.nullable(z.object({ code: z.string(), message: z.string() })),
  link_id: z.optional(uuidSchema),
});

export const warningSchema = z.object({ code: z.string(), message: z.string() });

/** The answer to a change whose outcome is pending. */
export const acceptedSchema = z.object({ id: uuidSchema, status: z.literal("accepted") });

/** GET /byok/{id} */
export const credentialAnswerSchema = z.object({ data: usedCredentialSchema });

/** GET /byok */
export const credentialPageSchema = z.object({
  data: z.array(usedCredentialSchema),
  total_count: z.int().check(z.minimum(0)),
});

/** GET /byok/{id}/events */
export const eventPageSchema = z.object({ data: z.array(eventSchema), next_cursor: z.nullable(z.string()) });

/** For whichever of two answers has no `status`. */
export const noStatus = z.optional(z.undefined());
const warnings = z.array(warningSchema);

/** POST /byok and PATCH /byok/{id}: the record after the change, or the note that the change is queued. */
export const changeAnswerSchema = z.discriminatedUnion("status", [
  z.object({ status: noStatus, data: credentialSchema, warnings }),
  z.extend(acceptedSchema, { warnings }),
]);

/** DELETE /byok/{id} */
export const deletionAnswerSchema = z.discriminatedUnion("status", [
  z.object({ status: noStatus, deleted: z.literal(true) }),
  acceptedSchema,
]);

/** Every error that the API itself answers. */
export const errorSchema = z.object({
  error: z.object({
    code: z.int(),
    message: z.string(),
    metadata: z.object({
      request_id: z.string(),
      fields: z.optional(z.array(z.object({ path: z.string(), reason: z.string() }))),
      /** Of a 503: the credential whose command is queued all the same. */
      id: z.optional(uuidSchema),
      status: z.optional(z.literal("accepted")),
    }),
  }),
});

export type WireCredential = z.infer<typeof credentialSchema>;
export type WireUsedCredential = z.infer<typeof usedCredentialSchema>;
export type WireEvent = z.infer<typeof eventSchema>;
export type ChangeAnswer = z.infer<typeof changeAnswerSchema>;
