import { randomUUID } from "node:crypto";
import type { Operations } from "./operations.ts";
import type { UsageMeter } from "./usage.ts";

/** A bus that takes every event. */
export const eventbridgeStub = (meter: UsageMeter): Operations => ({
  PutEvents: ({ Entries }) => {
    const entries = Entries as readonly unknown[];
    meter.add("events", entries.length);
    return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: randomUUID() })) };
  },
});
