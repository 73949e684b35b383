import * as z from "zod/mini";
import { actorSchema, COMMAND_VERSION, providerSchema } from "../credentials/command.ts";
import { initialSettingsSchema } from "../credentials/settings.ts";
import { deriveId } from "../kernel/derive-id.ts";
import { uuidSchema } from "../kernel/uuid.ts";

const envelope = {
  version: z.literal(COMMAND_VERSION),
  /** Becomes the id of the audit event, which makes a redelivery harmless. */
  id: uuidSchema,
  link_id: uuidSchema,
  workspace_id: z.nullable(uuidSchema),
  actor: actorSchema,
  request_id: z.string().check(z.minLength(1), z.maxLength(128)),
  requested_at: z.iso.datetime(),
};

const text = z.string().check(z.maxLength(2_048));

export const createLinkCommandSchema = z.strictObject({
  ...envelope,
  type: z.literal("link.create"),
  purpose: z.enum(["create", "rotate"]),
  credential_id: uuidSchema,
  provider: providerSchema,
  workspace_label: z.nullable(text),
  name: z.nullable(text),
  settings: z.nullable(initialSettingsSchema),
  key_version: z.nullable(z.int()),
  allowed_origins: z.array(text),
  return_url: z.nullable(text),
  expires_at: z.iso.datetime(),
  /** SHA-256 in hex. */
  token_hash: z.string().check(z.regex(/^[a-f0-9]{64}$/)),
  /** The keyed digest of the body, which tells a retry from another request with the same Idempotency-Key. */
  body_digest: z.nullable(z.string().check(z.maxLength(64))),
});

export const revokeLinkCommandSchema = z.strictObject({ ...envelope, type: z.literal("link.revoke") });

/** A change to one intake link as it travels on the command queue. It has no token. */
export const linkCommandSchema = z.discriminatedUnion("type", [
  createLinkCommandSchema,
  revokeLinkCommandSchema,
]);

export type CreateLinkCommand = z.infer<typeof createLinkCommandSchema>;
export type RevokeLinkCommand = z.infer<typeof revokeLinkCommandSchema>;
export type LinkCommand = z.infer<typeof linkCommandSchema>;

/** What happens to a link happens once, so that the id of its event is a function of the link's id. */
export const linkEventId = (linkId: string, what: "create" | "redeem" | "revoke" | "expire"): string =>
  deriveId("command", linkId, what);

/** The credential that a link creates. */
export const linkedCredentialId = (linkId: string): string => deriveId("credential", "link", linkId);
