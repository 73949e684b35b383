/*
 * Replaces `@smithy/core/event-streams` in the Lambda bundles. The SDK needs it for operations that return a stream of
 * events (S3 Select, Kinesis, Transcribe); keyferry calls none.
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

/** A client that has such operations calls this when it is created. Here it does nothing. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
