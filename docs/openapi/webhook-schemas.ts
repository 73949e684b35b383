import { receiptSchema, refusalSchema } from "../../shared/webhooks/answers.ts";
import {
  eventHeadSchema,
  type WebhookEventType,
  webhookEventSchemas,
} from "../../shared/webhooks/webhook-event.ts";
import { type Json, type JsonSchema, jsonSchema, noContradiction, ref, withFields } from "./json-schema.ts";

const WORDS = {
  type: "What happened.",
  data: "The credential that it happened to, in the sender's terms, and what changes.",
  workspace_id:
    "The workspace, or `global`. Required of a source that serves several; of one that serves one, that one.",
};
const known = webhookEventSchemas(new Set());
const { timestamp } = jsonSchema(eventHeadSchema, WORDS).properties ?? {};

/** The event of a type, with the rules that zod keeps in functions. */
function eventOf(type: WebhookEventType, rules: Json, fields: Json = {}): Json {
  const event = jsonSchema(known[type], WORDS);
  const data = withFields(event.properties?.data as JsonSchema, fields);
  return withFields(event, { timestamp, data: { ...data, ...rules } });
}

const provider = ref("schemas", "ProviderSlug");
const either = { oneOf: [{ required: ["key"] }, { required: ["sealed_key"] }] };
const both = { required: ["key", "sealed_key"], properties: { key: {}, sealed_key: {} } };

/** What the webhook door takes and answers. */
export const webhookSchemas: Readonly<Record<string, Json>> = {
  WebhookEvent: {
    anyOf: ["Create", "Update", "Delete", "Other"].map((kind) => ref("schemas", `Webhook${kind}Event`)),
  },
  WebhookCreateEvent: eventOf("credential.create", { ...either, ...noContradiction }, { provider }),
  WebhookUpdateEvent: eventOf(
    "credential.update",
    { not: { anyOf: [both, noContradiction.not] } },
    { provider },
  ),
  WebhookDeleteEvent: eventOf("credential.delete", {}),
  WebhookOtherEvent: otherEvent(),
  WebhookReceipt: jsonSchema(receiptSchema, {
    id: "The credential's id: a function of the source, the workspace and `external_id`.",
    status:
      "`accepted` means that the command is queued, `ignored` that nothing follows from events of this type.",
  }),
  WebhookRefusal: jsonSchema(refusalSchema),
};

/** An event of any type that nothing is known of. */
function otherEvent(): Json {
  const event = jsonSchema(eventHeadSchema, WORDS);
  return withFields(event, {
    type: { ...(event.properties?.type as object), not: { enum: Object.keys(known) } },
  });
}
