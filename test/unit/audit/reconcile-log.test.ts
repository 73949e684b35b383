import { beforeEach, describe, expect, it } from "vitest";
import { reconcileLog } from "../../../shared/audit/reconcile-log.ts";
import { commandId, credentialId } from "../../support/data/fixtures.ts";
import { type RelayWorld, relayWorld } from "../../support/worlds/relay-world.ts";

let world: RelayWorld;
beforeEach(() => {
  world = relayWorld();
});

const idsOf = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

describe("the reconciliation", () => {
  it("an event of which the stream never told is published, with the earlier ones of its record", async () => {
    await world.provision(world.create(1));
    await world.provision(world.rotate(2, credentialId(1)));
    world.clock.advance(5 * 60_000 + 1);
    await reconcileLog([0], world.relay);
    expect(idsOf(world.bus.taken)).toEqual([commandId(1), commandId(2)]);
    expect(world.table.unlogged()).toEqual([]);
    expect(world.log.lines.at(-1)).toMatchObject({
      level: "warn",
      code: "log_reconciled",
      fields: { late_events: 2, unpublished_events: 0 },
    });
  });

  it("an event in the log is not published again, and a young one is left to the stream", async () => {
    await world.provision(world.create(1));
    await world.table.eventLog.add(world.table.shown());
    world.clock.advance(5 * 60_000);
    await world.provision(world.create(2));
    world.clock.advance(1);
    await reconcileLog([0], world.relay);
    expect(world.bus.taken).toEqual([]);
    expect(world.log.lines.at(-1)).toMatchObject({ level: "info", fields: { compared: 1, late_events: 0 } });
  });

  it("a record that has not changed for three days is left out, unless somebody asks for it", async () => {
    await world.provision(world.create(1));
    world.clock.advance(3 * 86_400_000 + 1);
    await reconcileLog([0], world.relay);
    expect(world.bus.taken).toEqual([]);
    await reconcileLog([0], world.relay, { since: new Date(0) });
    expect(idsOf(world.bus.taken)).toEqual([commandId(1)]);
  });

  it("an event that the bus refuses is counted, and found again the next time", async () => {
    await world.provision(world.create(1));
    world.clock.advance(5 * 60_000 + 1);
    world.bus.refuse(commandId(1));
    await reconcileLog([0], world.relay);
    expect(world.log.lines.at(-1)).toMatchObject({ fields: { late_events: 1, unpublished_events: 1 } });
    world.bus.refuse();
    await reconcileLog([0], world.relay);
    expect(world.table.unlogged()).toEqual([]);
  });
});
