/*
 * Stands in for `@smithy/core/event-streams` in the Lambda bundles. The SDK needs it for operations that answer with a
 * stream of events (S3 Select, Kinesis, Transcribe); keyferry calls none.
 */

const absent = (): never => {
  throw new Error("event streams are not in this bundle: see infra/bundling");
};

export class EventStreamSerde {
  constructor() {
    absent();
  }
}

export const eventStreamSerdeProvider = absent;

/** What a client that has such operations does when it is made: here, nothing. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
