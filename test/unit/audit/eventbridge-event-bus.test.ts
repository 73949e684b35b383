import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { eventbridgeEventBus } from "../../../shared/audit/eventbridge-event-bus.ts";
import { auditEvent, commandId, credentialId } from "../../support/data/fixtures.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const events = (count: number) => Array.from({ length: count }, (_, n) => auditEvent(n + 1));

function busThat(answer: (input: Call["input"]) => unknown) {
  const { client, calls } = fakeClient<EventBridgeClient>({ PutEventsCommand: answer });
  const log = recordingLogger();
  return { bus: eventbridgeEventBus(client, "audit", log), calls, log };
}

const takeAll = ({ Entries }: Call["input"]) => ({
  FailedEntryCount: 0,
  Entries: Entries.map(() => ({ EventId: "e" })),
});

describe("EventBridge", () => {
  it("an event is sent as a CloudEvent that rules can match by its type", async () => {
    const { bus, calls } = busThat(takeAll);
    expect(await bus.publish([auditEvent(1, { body_digest: "canary" })])).toEqual(new Set());
    const [entry] = calls[0]?.input.Entries ?? [];
    expect(entry).toMatchObject({
      EventBusName: "audit",
      Source: "keyferry",
      DetailType: "credential.created",
      Time: START,
    });
    expect(JSON.parse(entry.Detail)).toMatchObject({
      specversion: "1.0",
      id: commandId(1),
      source: "keyferry",
      type: "credential.created",
      subject: credentialId(1),
      time: START.toISOString(),
      datacontenttype: "application/json",
      data: { changed: ["key"], request_id: "request-1" },
    });
    expect(entry.Detail).not.toContain("canary");
  });

  it("a call publishes ten events at most", async () => {
    const { bus, calls } = busThat(takeAll);
    expect(await bus.publish(events(25))).toEqual(new Set());
    expect(calls.map(({ input }) => input.Entries.length)).toEqual([10, 10, 5]);
  });

  it("the events that a partly successful call did not take are named", async () => {
    const { bus } = busThat(({ Entries }) => ({
      FailedEntryCount: 2,
      Entries: Entries.map((_: unknown, n: number) =>
        n < 2 ? { ErrorCode: "Throttling" } : { EventId: "e" },
      ),
    }));
    expect(await bus.publish(events(12))).toEqual(new Set([1, 2, 11, 12].map(commandId)));
  });

  it("an event counts as not taken where the answer does not say that it was", async () => {
    const { bus } = busThat(() => ({ FailedEntryCount: 1 }));
    expect(await bus.publish(events(2))).toEqual(new Set([1, 2].map(commandId)));
  });

  it("a batch that fails is not taken and throws nothing, and the others are taken", async () => {
    const { bus, log } = busThat((input) => {
      if (JSON.parse(input.Entries[0].Detail).id === commandId(11)) throw awsError("InternalException");
      return takeAll(input);
    });
    expect(await bus.publish(events(30))).toEqual(
      new Set(
        events(20)
          .slice(10)
          .map(({ id }) => id),
      ),
    );
    expect(log.lines).toMatchObject([{ code: "put_events_failed", fields: { reason: "InternalException" } }]);
  });

  it("an event that the bus can never take holds up no other of its call", async () => {
    const { bus } = busThat((input) => {
      const size = input.Entries.reduce(
        (sum: number, { Detail }: { Detail: string }) => sum + Detail.length,
        0,
      );
      if (size > 262_144) throw awsError("ValidationException");
      return takeAll(input);
    });
    const rejection = { code: "malformed_command" as const, message: "m".repeat(300_000) };
    const given = [...events(12), auditEvent(20, { rejection })];
    expect(await bus.publish(given)).toEqual(new Set([commandId(20)]));
  });

  it("no call is made where there is nothing to publish", async () => {
    const { bus, calls } = busThat(takeAll);
    expect(await bus.publish([])).toEqual(new Set());
    expect(calls).toHaveLength(0);
  });
});
