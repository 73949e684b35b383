import * as z from "zod/mini";
import { noContradiction } from "../credentials/credential-request.ts";
import { externalIdSchema } from "../credentials/external.ts";
import { requestedSettingsSchema } from "../credentials/settings.ts";
import { offsetTimeSchema } from "../kernel/time.ts";
import { workspaceNameSchema } from "../kernel/workspace-name-schema.ts";
import { knownProviderSchema } from "../providers/slug.ts";

/** The members of every event, in the payload structure that Standard Webhooks recommends. */
export const eventHeadSchema = z.looseObject({
  type: z.string().check(z.minLength(1), z.maxLength(128)),
  /** The time of the event. Default: the delivery's own time. */
  timestamp: z.optional(offsetTimeSchema),
});

const key = z.optional(z.string().check(z.minLength(1)));
const target = { external_id: externalIdSchema, workspace_id: z.optional(workspaceNameSchema) };

interface Keys {
  readonly key?: string | undefined;
  readonly sealed_key?: string | undefined;
}

const oneKey = (least: 0 | 1) =>
  z.refine<Keys>(
    (data) => {
      const given = [data.key, data.sealed_key].filter((value) => value !== undefined).length;
      return given <= 1 && given >= least;
    },
    {
      message: least === 1 ? "or sealed_key is required, and not both" : "excludes sealed_key",
      path: ["key"],
    },
  );

/** The body of POST /byok, with the key raw or already sealed, and the sender's own id. */
const createData = (slugs: ReadonlySet<string>) =>
  z
    .strictObject({
      ...target,
      provider: knownProviderSchema(slugs),
      key,
      sealed_key: key,
      ...requestedSettingsSchema.shape,
    })
    .check(oneKey(1), noContradiction);

/** The body of PATCH /byok/{id}. With `provider`, a key that is certainly wrong is refused at once. */
const updateData = (slugs: ReadonlySet<string>) =>
  z
    .strictObject({
      ...target,
      provider: z.optional(knownProviderSchema(slugs)),
      key,
      sealed_key: key,
      ...requestedSettingsSchema.shape,
    })
    .check(oneKey(0), noContradiction);

/** The sender's own id is enough. Other members are ignored, because many senders send the whole record. */
const deleteData = z.looseObject(target);

/** The events that a source may send, by type. @param slugs the providers that this deployment knows. */
export const webhookEventSchemas = (slugs: ReadonlySet<string>) => ({
  "credential.create": z.looseObject({ type: z.literal("credential.create"), data: createData(slugs) }),
  "credential.update": z.looseObject({ type: z.literal("credential.update"), data: updateData(slugs) }),
  "credential.delete": z.looseObject({ type: z.literal("credential.delete"), data: deleteData }),
});

export type WebhookEventSchemas = ReturnType<typeof webhookEventSchemas>;
export type WebhookEventType = keyof WebhookEventSchemas;
export type WebhookEvent = z.output<WebhookEventSchemas[WebhookEventType]>;
