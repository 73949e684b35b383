import type { DynamoDBRecord, ScheduledEvent } from "aws-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import { relayHandler } from "../../../../functions/relay/relay-handler.ts";
import { outboxEntriesOf } from "../../../../shared/audit/dynamodb-outbox-stream.ts";
import { toOutboxItem } from "../../../../shared/audit/outbox-item.ts";
import { toCredentialItem } from "../../../../shared/credentials/credential-item.ts";
import { commandId, credential } from "../../../support/data/fixtures.ts";
import { type RecordingBus, recordingBus } from "../../../support/fakes/recording-bus.ts";
import { type WorkerWorld, workerWorld } from "../../../support/worlds/worker-world.ts";

let world: WorkerWorld;
let bus: RecordingBus;
let handler: ReturnType<typeof relayHandler>;
beforeEach(() => {
  world = workerWorld();
  bus = recordingBus();
  handler = relayHandler({
    outbox: world.table.outbox,
    bus,
    readEntries: outboxEntriesOf,
    now: world.clock.now,
    log: world.log,
  });
});

/** The stream's view of what was committed, with the records that do not concern the relay. */
const streamEvent = () => {
  const images = [toCredentialItem(credential(), null), ...world.table.unpublished().map(toOutboxItem)];
  const Records = images.map((NewImage) => ({ eventName: "INSERT", dynamodb: { NewImage } }));
  return { Records: [{ eventName: "REMOVE", dynamodb: {} }, ...Records] as unknown as DynamoDBRecord[] };
};
const schedule = { "detail-type": "Scheduled Event", source: "aws.events" } as ScheduledEvent;
const takenIds = () => bus.taken.map(({ id }) => id);

describe("the relay", () => {
  it("the relay publishes what the table's stream shows, at once", async () => {
    await world.provision(world.create(1), world.create(2));
    await handler(streamEvent());
    expect(takenIds()).toEqual([commandId(1), commandId(2)]);
    expect(world.table.unpublished()).toEqual([]);
  });

  it("the relay publishes on its schedule what the stream left behind", async () => {
    await world.provision(world.create(1));
    await handler(schedule);
    expect(takenIds()).toEqual([]);
    world.clock.advance(60_001);
    await handler(schedule);
    expect(takenIds()).toEqual([commandId(1)]);
    expect(world.table.unpublished()).toEqual([]);
  });

  it("a bus that refuses does not fail the stream's batch: the sweep publishes its events later", async () => {
    await world.provision(world.create(1));
    bus.refuse(commandId(1));
    await expect(handler(streamEvent())).resolves.toBeUndefined();
    bus.refuse();
    world.clock.advance(60_001);
    await handler(schedule);
    expect(takenIds()).toEqual([commandId(1)]);
  });

  it("a stream batch of credentials alone publishes nothing", async () => {
    await handler(streamEvent());
    expect(takenIds()).toEqual([]);
  });
});
