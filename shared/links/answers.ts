import * as z from "zod/mini";
import { acceptedSchema, noStatus, warningSchema } from "../credentials/requests/answers.ts";
import { uuidSchema } from "../kernel/uuid.ts";

/*
 * The API's answers to requests on intake links. The OpenAPI document is made of these schemas, and the CLI parses answers
 * with them. Functions import only types from here, so that no bundle contains the schemas.
 */

const time = z.iso.datetime();

export const linkSchema = z.object({
  id: uuidSchema,
  status: z.enum(["open", "redeemed", "revoked", "expired"]),
  purpose: z.enum(["create", "rotate"]),
  credential_id: uuidSchema,
  provider: z.string(),
  workspace_id: z.nullable(uuidSchema),
  workspace_label: z.nullable(z.string()),
  name: z.nullable(z.string()),
  allowed_origins: z.array(z.string()),
  return_url: z.nullable(z.string()),
  created_by: z.string(),
  created_at: time,
  expires_at: time,
  redeemed_at: z.nullable(time),
  label: z.nullable(z.string()),
  refused_keys: z.int(),
});

/** GET /byok/links/{id} */
export const linkAnswerSchema = z.object({ data: linkSchema });

/** DELETE /byok/links/{id}: the link as it is now, or the note that its end is queued. */
export const revocationAnswerSchema = z.discriminatedUnion("status", [
  z.object({ status: noStatus, data: linkSchema }),
  acceptedSchema,
]);

/** POST /byok/links: the link with its URL, which is shown this once. */
export const createdLinkSchema = z.object({
  data: z.extend(linkSchema, { url: z.string() }),
  warnings: z.array(warningSchema),
});

/** GET /byok/links */
export const linkPageSchema = z.object({ data: z.array(linkSchema), next_cursor: z.nullable(z.string()) });

export type WireLink = z.infer<typeof linkSchema>;
