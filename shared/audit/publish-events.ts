import type { AuditEvent } from "../credentials/audit-event.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import type { Logger } from "../kernel/ports.ts";
import type { EventBus, EventLog, Outbox } from "./ports.ts";

export interface RelayDependencies {
  readonly bus: EventBus;
  readonly events: EventLog;
  readonly outbox: Outbox;
  readonly log: Logger;
}

/**
 * Publishes events and then adds them to the log, in this order: what is in the log has been published. An event may be
 * published again, and is never lost, since whoever calls this keeps what is left. This function never throws.
 * @returns the events that are not in the log after it.
 */
export async function publishEvents(
  given: readonly AuditEvent[],
  { bus, events: eventLog, log }: Omit<RelayDependencies, "outbox">,
): Promise<readonly AuditEvent[]> {
  const events = [...new Map(given.map((event) => [event.id, event])).values()];
  try {
    const refused = await bus.publish(events);
    const published = events.filter(({ id }) => !refused.has(id));
    for (const { id: event_id, credential_id, request_id } of published) {
      log.info("event_published", { event_id, credential_id, request_id });
    }
    const unlogged = published.length === 0 ? [] : await eventLog.add(published);
    const left = [...events.filter(({ id }) => refused.has(id)), ...unlogged];
    const counts = { published: published.length, failed: left.length };
    log[left.length > 0 ? "warn" : "info"]("events_published", counts);
    return left;
  } catch (error) {
    log.error("events_not_published", { events: events.length, ...failureFields(error) });
    return events;
  }
}

/**
 * Publishes what the stream tells of. What the bus or the log does not take goes into the outbox, and the sweep repeats it:
 * a stream that waited for it would hold up every later change.
 */
export async function publishFromStream(
  events: readonly AuditEvent[],
  dependencies: RelayDependencies,
): Promise<void> {
  if (events.length === 0) return;
  const left = await publishEvents(events, dependencies);
  if (left.length === 0) return;
  const lost = await dependencies.outbox.add(left);
  // The records still have them in their news, where the reconciliation finds them.
  if (lost.length > 0) dependencies.log.error("events_not_kept", { events: lost.length });
}
