import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { type AuditEvent, CLOUD_EVENT_SOURCE, toCloudEvent } from "../credentials/audit-event.ts";
import { isAwsError } from "../kernel/call-aws.ts";
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
      if (events.length === 1 || !isAwsError(error, "ValidationException")) {
        return events.map((event) => event.id);
      }
      // One event that the bus will never take, for example because it is too large, fails the whole call.
      return (await Promise.all(events.map((event) => publishBatch([event])))).flat();
    }
  };

  return {
    async publish(events) {
      const failed = await Promise.all(Array.from(inChunks(events, MAX_ENTRIES), publishBatch));
      return new Set(failed.flat());
    },
  };
}
