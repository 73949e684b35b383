import * as z from "zod/mini";
import { CLOUD_EVENT_SOURCE } from "../credentials/audit-event.ts";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import { parseJson } from "../kernel/parse-json.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import { eventsKey } from "./archive-layout.ts";
import { sha256Hex } from "./digest-lines.ts";
import type { Archive } from "./ports.ts";

/** One message from the bus. */
export interface BusMessage {
  readonly messageId: string;
  /** The bus's envelope as JSON, with the CloudEvent as its `detail`. */
  readonly body: string;
}

export interface ArchiverDependencies {
  readonly archive: Pick<Archive, "add">;
  readonly now: Clock;
  readonly log: Logger;
}

const envelopeSchema = z.object({
  detail: z.looseObject({
    specversion: z.literal("1.0"),
    source: z.literal(CLOUD_EVENT_SOURCE),
    id: z.string().check(z.minLength(1)),
    subject: z.string(),
    data: z.looseObject({ request_id: z.string() }),
  }),
});

type Event = z.infer<typeof envelopeSchema>["detail"];

/**
 * Writes a batch of audit events as one object of the archive and returns the ids of the messages to deliver
 * again: those that are not audit events, or all of them if the archive was unavailable. It never throws.
 */
export async function archiveEvents(
  messages: readonly BusMessage[],
  { archive, now, log }: ArchiverDependencies,
): Promise<readonly string[]> {
  const read = messages.map(({ messageId, body }) => ({ messageId, event: readEvent(body) }));
  const unreadable = read.filter(({ event }) => event === null).map(({ messageId }) => messageId);
  for (const message_id of unreadable) log.error("event_unreadable", { message_id });
  const events = read.flatMap(({ event }) => event ?? []);
  if (events.length === 0) return unreadable;

  const content = `${events.map((event) => canonicalJson(event)).join("\n")}\n`;
  const object = eventsKey(now(), sha256Hex(content));
  try {
    // The key holds the content's hash. An existing object therefore means that an earlier attempt wrote it,
    // although that attempt saw no success.
    await archive.add(object, content);
  } catch (error) {
    log.error("events_not_archived", { events: events.length, ...failureFields(error) });
    return messages.map(({ messageId }) => messageId);
  }
  for (const { id, subject, data } of events) {
    log.info("event_archived", {
      event_id: id,
      credential_id: subject,
      request_id: data.request_id,
      object,
    });
  }
  return unreadable;
}

function readEvent(body: string): Event | null {
  return envelopeSchema.safeParse(parseJson(body)).data?.detail ?? null;
}
