import type { AuditEvent } from "../credentials/audit-event.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import type { Logger } from "../kernel/ports.ts";
import type { EventBus, Outbox, OutboxEntry } from "./ports.ts";

export interface RelayDependencies {
  readonly outbox: Outbox;
  readonly bus: EventBus;
  readonly log: Logger;
}

export interface Published {
  readonly published: number;
  readonly failed: number;
}

/**
 * Publishes the events of these outbox entries and removes each entry of which the bus took every event. The
 * sweep retries what remains: an entry is published at least once and never lost. This function never throws.
 */
export async function publishEvents(
  entries: readonly OutboxEntry[],
  { outbox, bus, log }: RelayDependencies,
): Promise<Published> {
  const wanted = entries.flatMap((entry) => entry.events);
  try {
    const events = await outbox.readEvents(wanted);
    const taken = await publishAll(events, bus);
    for (const { id: event_id, credential_id, request_id } of events.filter(({ id }) => taken.has(id))) {
      log.info("event_published", { event_id, credential_id, request_id });
    }
    const finished = entries.filter((entry) => entry.events.every(({ id }) => taken.has(id)));
    if (finished.length > 0) await outbox.remove(finished);
    const counts = { published: taken.size, failed: wanted.length - taken.size };
    log[counts.failed > 0 ? "warn" : "info"]("events_published", { ...counts, entries: entries.length });
    return counts;
  } catch (error) {
    log.error("events_not_published", { events: wanted.length, ...failureFields(error) });
    return { published: 0, failed: wanted.length };
  }
}

async function publishAll(events: readonly AuditEvent[], bus: EventBus): Promise<ReadonlySet<string>> {
  const refused = await bus.publish(events);
  return new Set(events.map((event) => event.id).filter((id) => !refused.has(id)));
}
