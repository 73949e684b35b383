import * as z from "zod/mini";
import { deriveId } from "../kernel/derive-id.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import { externalSchema } from "./external.ts";
import { initialSettingsSchema, settingsChangeSchema } from "./settings.ts";

export const COMMAND_VERSION = 1;

/** The sender of a command. `id` names the management key, webhook source, import or intake link, and is never a token. */
export const actorSchema = z.strictObject({
  type: z.enum(["management_key", "webhook", "import", "link"]),
  id: z.string().check(z.minLength(1), z.maxLength(128)),
});

const workspace = z.nullable(uuidSchema);
export const providerSchema = z.string().check(z.minLength(1), z.maxLength(64));
/** JWE compact serialisation (RFC 7516): five base64url parts, the second of which is the wrapped key. */
export const sealedKeySchema = z.string().check(z.regex(/^[\w-]+\.[\w-]+\.[\w-]+\.[\w-]*\.[\w-]+$/));

const envelope = {
  version: z.literal(COMMAND_VERSION),
  /** Becomes the id of the audit event, which makes a redelivery harmless. */
  id: uuidSchema,
  credential_id: uuidSchema,
  workspace_id: workspace,
  actor: actorSchema,
  door: z.enum(["api", "webhook", "import", "web"]),
  request_id: z.string().check(z.minLength(1), z.maxLength(128)),
  requested_at: z.iso.datetime(),
  /** The keyed digest of the body, which tells a retry from another request with the same Idempotency-Key. */
  body_digest: z.optional(z.string().check(z.maxLength(64))),
  /** Set by the webhook door. */
  external: z.optional(externalSchema),
};

export const createCommandSchema = z.strictObject({
  ...envelope,
  type: z.literal("credential.create"),
  provider: providerSchema,
  sealed_key: sealedKeySchema,
  settings: initialSettingsSchema,
});

export const updateCommandSchema = z.strictObject({
  ...envelope,
  type: z.literal("credential.update"),
  sealed_key: z.optional(sealedKeySchema),
  changes: settingsChangeSchema,
});

export const deleteCommandSchema = z.strictObject({
  ...envelope,
  type: z.literal("credential.delete"),
  /**
   * Set instead of `workspace_id` when the door did not find the credential: its creation may still be on the
   * queue, ahead of this command. The credential must then belong to one of these workspaces.
   */
  scope: z.optional(z.union([z.literal("all"), z.array(uuidSchema)])),
});

/** A change to one credential as it travels on a queue. A key in it is always sealed. */
export const commandSchema = z.discriminatedUnion("type", [
  createCommandSchema,
  updateCommandSchema,
  deleteCommandSchema,
]);

export type Actor = z.infer<typeof actorSchema>;
export type CreateCommand = z.infer<typeof createCommandSchema>;
export type UpdateCommand = z.infer<typeof updateCommandSchema>;
export type DeleteCommand = z.infer<typeof deleteCommandSchema>;
export type Command = z.infer<typeof commandSchema>;

/** A credential is created once, so the id of its create command is a function of the credential's id. */
export const createCommandId = (credentialId: string): string => deriveId("command", credentialId, "create");
