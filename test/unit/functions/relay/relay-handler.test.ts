import type { DynamoDBRecord } from "aws-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import type { RelayTask } from "../../../../functions/relay/env.ts";
import { relayHandler } from "../../../../functions/relay/relay-handler.ts";
import { eventsIn } from "../../../../shared/audit/dynamodb-record-news.ts";
import { toOutboxItem } from "../../../../shared/credentials/event-item.ts";
import { toRecordItem } from "../../../../shared/credentials/record-item.ts";
import { commandId, credential } from "../../../support/data/fixtures.ts";
import { type RelayWorld, relayWorld } from "../../../support/worlds/relay-world.ts";

let world: RelayWorld;
let handler: ReturnType<typeof relayHandler>;
beforeEach(() => {
  world = relayWorld();
  handler = relayHandler({ ...world.relay, readEvents: (records) => eventsIn(records, world.log) });
});

/** The stream's view of what was committed. */
const streamEvent = () => {
  const records = [...world.table.credentials.values()].map((record) =>
    toRecordItem({ record, news: world.table.newsOf(record.id) }, null),
  );
  const Records = [...records, ...world.table.outboxed().map(toOutboxItem)].map((NewImage) => ({
    eventName: "INSERT",
    dynamodb: { NewImage },
  }));
  return { Records: [{ eventName: "REMOVE", dynamodb: {} }, ...Records] as unknown as DynamoDBRecord[] };
};
const SWEEP: RelayTask = { task: "sweep" };
const takenIds = () => world.bus.taken.map(({ id }) => id);

describe("the relay", () => {
  it("the relay publishes what the table's stream shows, at once", async () => {
    await world.provision(world.create(1), world.create(2));
    await handler(streamEvent());
    expect(takenIds()).toEqual([commandId(1), commandId(2)]);
    expect(world.table.unlogged()).toEqual([]);
  });

  it("a bus that refuses does not fail the stream's batch: the sweep publishes its events later", async () => {
    await world.provision(world.create(1));
    world.bus.refuse(commandId(1));
    await expect(handler(streamEvent())).resolves.toBeUndefined();
    world.bus.refuse();
    await handler(SWEEP);
    expect(takenIds()).toEqual([]);
    world.clock.advance(60_001);
    await handler(SWEEP);
    expect(takenIds()).toEqual([commandId(1)]);
  });

  it("each hour the relay compares one part of the table with the log, and on demand the whole", async () => {
    await world.provision(world.create(1));
    world.clock.advance(5 * 60_000 + 1);
    await handler({ task: "reconcile", time: "2026-11-26T07:00:00Z" });
    expect(takenIds()).toEqual([]);
    await handler({ task: "reconcile", time: "2026-11-26T00:00:00Z" });
    expect(takenIds()).toEqual([commandId(1)]);
    await world.provision(world.create(2));
    await handler({ task: "reconcile", graceMs: -1 });
    expect(takenIds()).toEqual([commandId(1), commandId(2)]);
  });

  it("a record without news publishes nothing", async () => {
    const NewImage = toRecordItem({ record: credential(), news: [] }, null);
    await handler({ Records: [{ dynamodb: { NewImage } }] as unknown as DynamoDBRecord[] });
    expect(takenIds()).toEqual([]);
  });
});
