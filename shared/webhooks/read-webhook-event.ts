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
  const known = [eventHeadSchema, ...Object.values(schemas)];
  const { type, timestamp } = checkDocument(document, eventHeadSchema, known);
  if (!isKnown(type, schemas)) return { kind: "unknown", type };
  return { kind: "event", event: checkDocument(document, schemas[type]) as WebhookEvent, timestamp };
}

const isKnown = (type: string, schemas: WebhookEventSchemas): type is WebhookEventType =>
  Object.hasOwn(schemas, type);
