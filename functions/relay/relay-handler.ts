import type { DynamoDBRecord, DynamoDBStreamEvent, ScheduledEvent } from "aws-lambda";
import type { OutboxEntry } from "../../shared/audit/ports.ts";
import { publishEvents, type RelayDependencies } from "../../shared/audit/publish-events.ts";
import { sweepOutbox } from "../../shared/audit/sweep-outbox.ts";
import type { Clock } from "../../shared/kernel/ports.ts";

export interface RelayHandlerDependencies extends RelayDependencies {
  readonly readEntries: (records: readonly DynamoDBRecord[]) => readonly OutboxEntry[];
  readonly now: Clock;
}

/**
 * A Lambda handler for the table's stream and for the sweep's schedule. It never throws for an event that it
 * cannot publish: a stream that retries blocks every later record, and the sweep publishes what is left.
 */
export const relayHandler =
  (dependencies: RelayHandlerDependencies) =>
  async (event: DynamoDBStreamEvent | ScheduledEvent): Promise<void> => {
    if ("Records" in event) await publishEvents(dependencies.readEntries(event.Records), dependencies);
    else await sweepOutbox(dependencies);
  };
