/*
 * Stands in for `@smithy/core/event-streams` in the Lambda bundles. The SDK loads it for operations that answer with
 * a stream of events (Kinesis, Transcribe); none of those that keyferry calls does.
 */

export class EventStreamSerde {
  constructor() {
    throw new Error("event streams are not in this bundle: see infra/bundling");
  }
}

export const eventStreamSerdeProvider = (): never => {
  throw new Error("event streams are not in this bundle: see infra/bundling");
};
