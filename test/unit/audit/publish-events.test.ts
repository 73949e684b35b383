import { beforeEach, describe, expect, it } from "vitest";
import { publishEvents } from "../../../shared/audit/publish-events.ts";
import { commandId } from "../../support/data/fixtures.ts";
import { type RecordingBus, recordingBus } from "../../support/fakes/recording-bus.ts";
import { type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

let world: WorkerWorld;
let bus: RecordingBus;
beforeEach(() => {
  world = workerWorld();
  bus = recordingBus();
});

const relay = () => ({ outbox: world.table.outbox, bus, log: world.log, now: world.clock.now });
const publish = () => publishEvents(world.table.unpublished(), relay());
const takenIds = () => bus.taken.map(({ id }) => id);

describe("events of committed changes", () => {
  it("each event of a committed change is published once, and its entry is removed", async () => {
    await world.provision(world.create(1), world.create(2));
    await world.provision(world.create(3));
    expect(await publish()).toEqual({ published: 3, failed: 0 });
    expect(takenIds()).toEqual([1, 2, 3].map(commandId));
    expect(world.table.unpublished()).toEqual([]);
  });

  it("the whole entry of an event that the bus refuses stays for the sweep", async () => {
    await world.provision(world.create(1), world.create(2));
    await world.provision(world.create(3));
    bus.refuse(commandId(2));
    expect(await publish()).toEqual({ published: 2, failed: 1 });
    expect(world.table.unpublished()).toMatchObject([
      { events: [{ id: commandId(1) }, { id: commandId(2) }] },
    ]);
    bus.refuse();
    expect(await publish()).toEqual({ published: 2, failed: 0 });
    expect(takenIds()).toEqual([1, 3, 1, 2].map(commandId));
    expect(world.table.unpublished()).toEqual([]);
  });

  it("an entry stays where one of its events cannot be read", async () => {
    await world.provision(world.create(1), world.create(2));
    world.table.events.delete(commandId(2));
    expect(await publish()).toEqual({ published: 1, failed: 1 });
    expect(world.table.unpublished()).toHaveLength(1);
  });
});

describe("a relay that fails", () => {
  it("no event is lost and nothing is thrown while the table cannot be read", async () => {
    await world.provision(world.create(1));
    const entries = world.table.unpublished();
    world.table.breakDown(true);
    expect(await publishEvents(entries, relay())).toEqual({ published: 0, failed: 1 });
    world.table.breakDown(false);
    expect(world.table.unpublished()).toHaveLength(1);
  });

  it("no event is lost and nothing is thrown while the bus throws", async () => {
    await world.provision(world.create(1));
    const broken = { publish: () => Promise.reject(new Error("canary")) };
    const result = await publishEvents(world.table.unpublished(), { ...relay(), bus: broken });
    expect(result).toEqual({ published: 0, failed: 1 });
    expect(world.table.unpublished()).toHaveLength(1);
    expect(world.log.lines.at(-1)).toMatchObject({ level: "error", code: "events_not_published" });
    expect(JSON.stringify(world.log.lines)).not.toContain("canary");
  });

  it("the events whose entries cannot be removed are published again, not lost", async () => {
    await world.provision(world.create(1));
    const outbox = { ...world.table.outbox, remove: () => Promise.reject(new Error("throttled")) };
    await publishEvents(world.table.unpublished(), { ...relay(), outbox });
    expect(world.table.unpublished()).toHaveLength(1);
    await publish();
    expect(takenIds()).toEqual([commandId(1), commandId(1)]);
    expect(world.table.unpublished()).toEqual([]);
  });
});
