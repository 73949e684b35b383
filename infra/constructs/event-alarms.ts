import { Duration } from "aws-cdk-lib";
import { dead, failing, notStarted, oldest, own, type Station, throttled } from "./alarm-spec.ts";
import type { AuditArchive } from "./audit-archive.ts";
import type { Relay } from "./relay.ts";

interface Published {
  readonly relay: Relay;
  readonly archive: AuditArchive;
}

/** The last station: from the outbox and the stream to the bus, the archive and its digests. */
export function afterwards({ relay: { function: relay }, archive }: Published): Station {
  return {
    title: "4. Events and archive",
    graphs: [
      {
        title: "Events in the outbox for more than a minute",
        alarms: [
          {
            name: "events-unpublished",
            means: "Audit events do not reach the event bus, or nobody looks whether they do.",
            metric: own("unpublished_events", relay, Duration.minutes(1)),
            atLeast: 1,
            periods: 5,
            silenceRings: true,
          },
        ],
      },
      {
        title: "Events that the stream did not bring",
        alarms: [
          {
            name: "events-late",
            means: "The relay finds events hours later that the table's stream should have brought at once.",
            metric: own("late_events", relay, Duration.hours(1)),
            atLeast: 1,
            periods: 1,
          },
        ],
      },
      {
        title: "Failed invocations of the relay",
        alarms: [failing("relay", relay, "The relay crashes or runs out of time; events come late.")],
      },
      {
        title: "Events on their way to the archive",
        alarms: [
          oldest("archive", archive.queue, 900, "Audit events do not reach the archive."),
          dead("archive", archive.deadLetters, "An audit event could not be archived and is set aside."),
        ],
      },
      {
        title: "Digests signed in an hour",
        alarms: [
          {
            name: "digest-missing",
            means: "The audit archive has had no signed digest for two hours: changes to it would not show.",
            metric: own("digests_signed", archive.auditor, Duration.hours(1)),
            below: 1,
            periods: 2,
            silenceRings: true,
          },
        ],
      },
      notStarted(
        throttled("relay", relay, 10, "Lambda refuses to start the relay; events come late."),
        throttled(
          "archiver",
          archive.archiver,
          10,
          "Lambda refuses to start the archiver; events wait on its queue.",
        ),
        throttled(
          "auditor",
          archive.auditor,
          1,
          "Lambda refuses to start the auditor; a digest may come late.",
        ),
      ),
    ],
  };
}
