import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { type AuditEvent, CLOUD_EVENT_SOURCE, toCloudEvent } from "../credentials/audit-event.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import { inChunks } from "../kernel/in-chunks.ts";
import type { Logger } from "../kernel/ports.ts";
import type { EventBus } from "./ports.ts";

/** EventBridge's limit for one PutEvents. */
const MAX_ENTRIES = 10;

/** Publishes audit events as CloudEvents. `detail-type` is the event's type, for rules to match on. */
export function eventbridgeEventBus(client: EventBridgeClient, busName: string, log: Logger): EventBus {
  const publishBatch = async (events: readonly AuditEvent[]): Promise<readonly string[]> => {
    const Entries = events.map((event) => ({
      EventBusName: busName,
      Source: CLOUD_EVENT_SOURCE,
      DetailType: event.type,
      Time: new Date(event.time),
      Detail: JSON.stringify(toCloudEvent(event)),
    }));
    try {
      const answer = await client.send(new PutEventsCommand({ Entries }));
      if ((answer.FailedEntryCount ?? 0) === 0) return [];
      return events
        .filter((_, index) => answer.Entries?.[index]?.EventId === undefined)
        .map((event) => event.id);
    } catch (error) {
      log.warn("put_events_failed", { ...failureFields(error), events: events.length });
      return events.map((event) => event.id);
    }
  };

  return {
    async publish(events) {
      const failed = await Promise.all(Array.from(inChunks(events, MAX_ENTRIES), publishBatch));
      return new Set(failed.flat());
    },
  };
}
