import fc from "fast-check";
import { expect, it } from "vitest";
import { publishFromStream } from "../../../shared/audit/publish-events.ts";
import { reconcileLog } from "../../../shared/audit/reconcile-log.ts";
import { sweepOutbox } from "../../../shared/audit/sweep-outbox.ts";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { type Command, createCommandId } from "../../../shared/credentials/command.ts";
import { credentialId, envelope } from "../../support/data/fixtures.ts";
import { relayWorld } from "../../support/worlds/relay-world.ts";

const CREDENTIALS = 3;
const one = fc.integer({ min: 1, max: CREDENTIALS });

/** What may happen, in any order: commands, for the first time and again, and a relay to which things happen. */
const anyAct = fc.oneof(
  fc.record({
    act: fc.constantFrom("create", "rename", "delete", "again"),
    on: one,
    redelivered: fc.boolean(),
  }),
  fc.record({
    act: fc.constantFrom(
      "stream",
      "bus refuses",
      "log refuses",
      "table refuses",
      "lost",
      "sweep",
      "sweep refused",
      "reconcile",
    ),
  }),
);
type Act = typeof anyAct extends fc.Arbitrary<infer T> ? T : never;

const EARLY = new Date(0);

function newWorld() {
  const world = relayWorld();
  const { table, clock, bus, relay } = world;
  const sent: Command[] = [];
  const told = new Set<string>();
  let names = 0;

  const commandOf = (act: string, n: number): Command => {
    const id = credentialId(n);
    if (act === "create") return { ...world.create(n), id: createCommandId(id) };
    names += 1;
    const base = { ...envelope(100 + names), credential_id: id, requested_at: clock.now().toISOString() };
    return act === "delete"
      ? { ...base, type: "credential.delete" }
      : { ...base, type: "credential.update", changes: { name: `name ${names}` } };
  };
  /** What the stream has not told yet: each change once. */
  const untold = (): AuditEvent[] => {
    const events = table.shown().filter(({ id }) => !told.has(id));
    for (const { id } of events) told.add(id);
    return events;
  };
  const refuse = async (add: "eventLog" | "outbox") => {
    const all = { add: async (events: readonly AuditEvent[]) => events };
    const events = { ...table.eventLog, ...all };
    const outbox = add === "outbox" ? { ...table.outbox, ...all } : table.outbox;
    await publishFromStream(untold(), { ...relay, events, outbox });
  };

  const carryOut = async (act: Act): Promise<void> => {
    clock.advance(1_000);
    if ("on" in act) {
      const command = act.act === "again" ? sent[sent.length - act.on] : commandOf(act.act, act.on);
      if (command === undefined) return;
      sent.push(command);
      const [verdict] = await (act.redelivered ? world.redeliver(command) : world.provision(command));
      expect(verdict).not.toBe("retry");
      return;
    }
    switch (act.act) {
      case "stream":
        return publishFromStream(untold(), relay);
      case "bus refuses":
        bus.refuse(...table.shown().map(({ id }) => id));
        await publishFromStream(untold(), relay);
        return bus.refuse();
      case "log refuses":
        return refuse("eventLog");
      case "table refuses":
        return refuse("outbox");
      case "lost":
        return void untold();
      case "sweep refused":
        clock.advance(60_000);
        bus.refuse(...table.outboxed().map(({ id }) => id));
        await sweepOutbox(relay);
        return bus.refuse();
      case "sweep":
        clock.advance(60_000);
        return void (await sweepOutbox(relay));
      default:
        return reconcileLog([0], relay, { since: EARLY, graceMs: -1 });
    }
  };

  const outcomes = new Map<string, string>();
  const check = () => {
    for (const { id, type } of table.events.values()) {
      expect(outcomes.get(id) ?? type).toBe(type);
      outcomes.set(id, type);
    }
    const logged = new Set(table.logged().map(({ id }) => id));
    const onBus = new Set(bus.taken.map(({ id }) => id));
    const waiting = new Set(
      [
        ...table.outboxed(),
        ...[...Array(CREDENTIALS)].flatMap((_, n) => table.newsOf(credentialId(n + 1))),
      ].map(({ id }) => id),
    );
    for (const id of logged) expect(onBus).toContain(id);
    for (const id of table.events.keys()) expect(logged.has(id) || waiting.has(id)).toBe(true);
  };
  const settle = async () => {
    await reconcileLog([0], relay, { since: EARLY, graceMs: -1 });
    for (let sweeps = 0; sweeps < 2; sweeps += 1) {
      clock.advance(60_001);
      await sweepOutbox(relay);
    }
  };
  return { carryOut, check, settle, table, bus, sent };
}

it("no event is ever lost, and none is in the log before it is on the bus, whatever happens to stream, bus, log and relay", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 1, maxLength: 25 }), async (acts) => {
      const state = newWorld();
      for (const act of acts) {
        await state.carryOut(act);
        state.check();
      }
      await state.settle();
      const committed = [...state.table.events.keys()].sort();
      expect(
        state.table
          .logged()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(committed);
      expect([...new Set(state.bus.taken.map(({ id }) => id))].sort()).toEqual(committed);
      expect(state.table.outboxed()).toEqual([]);
      // Each command has one outcome, and each version of a record one event.
      expect(committed).toEqual([...new Set(state.sent.map(({ id }) => id))].sort());
      for (const { id, version } of state.table.credentials.values()) {
        const versions = [...state.table.events.values()]
          .filter((event) => event.credential_id === id && event.version !== null)
          .map((event) => event.version);
        expect(new Set(versions).size).toBe(versions.length);
        expect(Math.max(...versions.map(Number))).toBe(version);
      }
    }),
    { numRuns: 400 },
  );
}, 60_000);
