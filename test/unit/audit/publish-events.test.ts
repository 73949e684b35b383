import { beforeEach, describe, expect, it } from "vitest";
import { publishEvents, publishFromStream } from "../../../shared/audit/publish-events.ts";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { commandId } from "../../support/data/fixtures.ts";
import { type RelayWorld, relayWorld } from "../../support/worlds/relay-world.ts";

let world: RelayWorld;
beforeEach(() => {
  world = relayWorld();
});

const publish = () => publishFromStream(world.table.shown(), world.relay);
const idsOf = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

describe("events of committed changes", () => {
  it("each event of a committed change is published once, and is then in the log", async () => {
    await world.provision(world.create(1), world.create(2));
    await publish();
    expect(idsOf(world.bus.taken)).toEqual([1, 2].map(commandId));
    expect(world.table.unlogged()).toEqual([]);
    expect(world.table.outboxed()).toEqual([]);
  });

  it("an event is in the log only after the bus has taken it", async () => {
    await world.provision(world.create(1));
    const before: string[][] = [];
    const watched = {
      publish: async (...given: Parameters<RelayWorld["bus"]["publish"]>) => {
        before.push(idsOf(world.table.logged()));
        return world.bus.publish(...given);
      },
    };
    await publishFromStream(world.table.shown(), { ...world.relay, bus: watched });
    expect(before).toEqual([[]]);
    expect(idsOf(world.table.logged())).toEqual([commandId(1)]);
  });

  it("an event that the bus refuses goes into the outbox, and its neighbours into the log", async () => {
    await world.provision(world.create(1), world.create(2));
    world.bus.refuse(commandId(2));
    await publish();
    expect(idsOf(world.table.logged())).toEqual([commandId(1)]);
    expect(idsOf(world.table.outboxed())).toEqual([commandId(2)]);
  });

  it("an event that is given twice is published once", async () => {
    await world.provision(world.create(1));
    const [event] = world.table.shown();
    if (event === undefined) throw new Error("no event");
    expect(await publishEvents([event, event], world.relay)).toEqual([]);
    expect(idsOf(world.bus.taken)).toEqual([commandId(1)]);
  });
});

describe("a relay that fails", () => {
  it("no event is lost and nothing is thrown while the bus throws", async () => {
    await world.provision(world.create(1));
    const broken = { publish: () => Promise.reject(new Error("canary")) };
    await publishFromStream(world.table.shown(), { ...world.relay, bus: broken });
    expect(idsOf(world.table.outboxed())).toEqual([commandId(1)]);
    expect(world.log.lines.at(-1)).toMatchObject({ level: "error", code: "events_not_published" });
    expect(JSON.stringify(world.log.lines)).not.toContain("canary");
  });

  it("an event that the log does not take is published again, and not lost", async () => {
    await world.provision(world.create(1));
    const events = { ...world.table.eventLog, add: async (added: readonly AuditEvent[]) => added };
    await publishFromStream(world.table.shown(), { ...world.relay, events });
    expect(idsOf(world.table.outboxed())).toEqual([commandId(1)]);
    await publish();
    expect(new Set(idsOf(world.bus.taken))).toEqual(new Set([commandId(1)]));
    expect(world.table.unlogged()).toEqual([]);
  });

  it("an event that the table does not take stays in its record's news, and the relay's log says so", async () => {
    await world.provision(world.create(1));
    const [event] = world.table.shown();
    world.table.breakDown(true);
    await publishFromStream(event === undefined ? [] : [event], world.relay);
    expect(world.log.lines.at(-1)).toMatchObject({ level: "error", code: "events_not_kept" });
    expect(idsOf(world.table.unlogged())).toEqual([commandId(1)]);
  });
});
