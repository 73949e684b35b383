import { beforeEach, describe, expect, it } from "vitest";
import { sweepOutbox } from "../../../shared/audit/sweep-outbox.ts";
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
const takenIds = () => bus.taken.map(({ id }) => id);

describe("the sweep", () => {
  it("the sweep publishes what has lain for a minute, and leaves younger entries to the stream", async () => {
    await world.provision(world.create(1));
    world.clock.advance(30_000);
    await world.provision(world.create(2));
    world.clock.advance(30_000);
    expect(await sweepOutbox(relay())).toEqual({ published: 0, failed: 0 });
    world.clock.advance(1);
    expect(await sweepOutbox(relay())).toEqual({ published: 1, failed: 0 });
    expect(takenIds()).toEqual([commandId(1)]);
    world.clock.advance(30_000);
    await sweepOutbox(relay());
    expect(takenIds()).toEqual([commandId(1), commandId(2)]);
    expect(world.table.unpublished()).toEqual([]);
  });

  it("an entry that the bus refuses for ever keeps the sweep from no other shard", async () => {
    for (const n of [1, 2]) await world.provision(world.create(n));
    const [refused, other] = world.table.unpublished().map((entry, shard) => ({ ...entry, shard }));
    const outbox = {
      ...world.table.outbox,
      async *listBefore() {
        yield [refused].filter((entry) => entry !== undefined);
        yield [other].filter((entry) => entry !== undefined);
      },
    };
    bus.refuse(commandId(1));
    expect(await sweepOutbox({ ...relay(), outbox })).toEqual({ published: 1, failed: 1 });
    expect(takenIds()).toEqual([commandId(2)]);
  });

  it("the sweep reads the pages of a shard, past a refused event, up to a page of which the bus takes nothing", async () => {
    for (const n of [1, 2, 3, 4]) await world.provision(world.create(n));
    const entries = world.table.unpublished().map((entry) => ({ ...entry, shard: 0 }));
    const outbox = {
      ...world.table.outbox,
      async *listBefore() {
        yield entries.slice(0, 2);
        yield entries.slice(2, 3);
        yield entries.slice(3);
      },
    };
    bus.refuse(commandId(2), commandId(3));
    expect(await sweepOutbox({ ...relay(), outbox })).toEqual({ published: 1, failed: 2 });
    bus.refuse(commandId(2));
    expect(await sweepOutbox({ ...relay(), outbox })).toEqual({ published: 3, failed: 1 });
    expect(world.table.unpublished()).toMatchObject([{ events: [{ id: commandId(2) }] }]);
  });
});
