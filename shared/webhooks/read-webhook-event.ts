import { checkDocument, parseDocument } from "../kernel/read-document.ts";
import {
  eventHeadSchema,
  type WebhookEvent,
  type WebhookEventSchemas,
  type WebhookEventType,
} from "./webhook-event.ts";

/** An event with a valid body, or the type of an event that keyferry does not know. */
export type ReadEvent =
  | { readonly kind: "event"; readonly event: WebhookEvent; readonly timestamp: string | undefined }
  | { readonly kind: "unknown"; readonly type: string };

/** @throws KeyferryError `invalid_request` with the first field problems. */
export function readWebhookEvent(text: string, schemas: WebhookEventSchemas): ReadEvent {
  const document = parseDocument(text);
  if (isPing(document.value, schemas)) return PING;
  const known = [eventHeadSchema, ...Object.values(schemas)];
  const { type, timestamp } = checkDocument(document, eventHeadSchema, known);
  if (!isKnown(type, schemas)) return { kind: "unknown", type };
  return { kind: "event", event: checkDocument(document, schemas[type]) as WebhookEvent, timestamp };
}

/** The outcome for a ping of GitHub, by the body or by the header. */
export const PING: ReadEvent = { kind: "unknown", type: "ping" };

/** GitHub's ping by its body, for senders and proxies that leave out `X-GitHub-Event` (GitHub, "Webhook events", ping). */
const isPing = (value: unknown, schemas: WebhookEventSchemas): boolean => {
  const { type, zen, hook_id } = Object(value);
  return typeof zen === "string" && typeof hook_id === "number" && !isKnown(type, schemas);
};

const isKnown = (type: PropertyKey, schemas: WebhookEventSchemas): type is WebhookEventType =>
  Object.hasOwn(schemas, type);
