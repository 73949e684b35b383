import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { SEGMENTS } from "../../shared/audit/ports.ts";
import { publishFromStream } from "../../shared/audit/publish-events.ts";
import { type ReconcileDependencies, reconcileLog } from "../../shared/audit/reconcile-log.ts";
import { sweepOutbox } from "../../shared/audit/sweep-outbox.ts";
import type { AuditEvent } from "../../shared/credentials/audit-event.ts";
import type { RelayTask } from "./env.ts";

export interface RelayHandlerDependencies extends ReconcileDependencies {
  readonly readEvents: (records: readonly DynamoDBRecord[]) => readonly AuditEvent[];
}

/**
 * A Lambda handler for the table's stream and for the schedules. It never throws for an event of the stream that it cannot
 * publish: a stream that retries blocks every later record.
 */
export const relayHandler =
  (dependencies: RelayHandlerDependencies) =>
  async (event: DynamoDBStreamEvent | RelayTask): Promise<void> => {
    if ("Records" in event) {
      await publishFromStream(dependencies.readEvents(event.Records), dependencies);
    } else if (event.task === "sweep") {
      await sweepOutbox(dependencies);
    } else {
      const { time, since, graceMs } = event;
      await reconcileLog(time === undefined ? EVERY_SEGMENT : [new Date(time).getUTCHours()], dependencies, {
        since: since === undefined ? undefined : new Date(since),
        graceMs,
      });
    }
  };

const EVERY_SEGMENT = Array.from({ length: SEGMENTS }, (_, segment) => segment);
