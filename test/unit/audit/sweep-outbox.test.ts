import { beforeEach, describe, expect, it } from "vitest";
import { sweepOutbox } from "../../../shared/audit/sweep-outbox.ts";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { auditEvent } from "../../support/data/fixtures.ts";
import { manualClock, START } from "../../support/fakes/manual-clock.ts";
import { memoryTable } from "../../support/fakes/memory-table.ts";
import { type RecordingBus, recordingBus } from "../../support/fakes/recording-bus.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

let table: ReturnType<typeof memoryTable>;
let clock: ReturnType<typeof manualClock>;
let bus: RecordingBus;
beforeEach(() => {
  table = memoryTable();
  clock = manualClock();
  bus = recordingBus();
});

const event = (n: number, id = auditEvent(n).id): AuditEvent => ({
  ...auditEvent(n),
  id,
  time: START.toISOString(),
});
const relay = () => ({
  outbox: table.outbox,
  events: table.eventLog,
  bus,
  log: recordingLogger(),
  now: clock.now,
});
const idsOf = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

describe("the sweep", () => {
  it("the sweep publishes what has lain for a minute, and leaves younger events to the stream", async () => {
    await table.outbox.add([event(1)]);
    clock.advance(60_000);
    expect(await sweepOutbox(relay())).toEqual({ published: 0, failed: 0 });
    clock.advance(1);
    expect(await sweepOutbox(relay())).toEqual({ published: 1, failed: 0 });
    expect(idsOf(bus.taken)).toEqual([event(1).id]);
    expect(idsOf(table.logged())).toEqual([event(1).id]);
  });

  it("an event is removed at the first sweep that finds it in the log, and is not published again", async () => {
    await table.outbox.add([event(1)]);
    clock.advance(60_001);
    await sweepOutbox(relay());
    expect(idsOf(table.outboxed())).toEqual([event(1).id]);
    await sweepOutbox(relay());
    expect(table.outboxed()).toEqual([]);
    expect(bus.taken).toHaveLength(1);
  });

  it("an event that the bus refuses for ever keeps the sweep from no other shard", async () => {
    const [refused, other] = [event(1, `0001${"0".repeat(28)}`), event(2, `0002${"0".repeat(28)}`)];
    const outbox = {
      ...table.outbox,
      async *listBefore() {
        yield [refused];
        yield [other];
      },
    };
    bus.refuse(refused.id);
    expect(await sweepOutbox({ ...relay(), outbox })).toEqual({ published: 1, failed: 1 });
    expect(idsOf(bus.taken)).toEqual([other.id]);
  });

  it("the sweep reads the pages of a shard, past a refused event, up to a page of which the bus takes nothing", async () => {
    const events = [1, 2, 3, 4].map((n) => event(n, `0003000${n}`));
    const outbox = {
      ...table.outbox,
      async *listBefore() {
        yield events.slice(0, 2);
        yield events.slice(2, 3);
        yield events.slice(3);
      },
    };
    bus.refuse("00030002", "00030003");
    expect(await sweepOutbox({ ...relay(), outbox })).toEqual({ published: 1, failed: 3 });
    bus.refuse("00030002");
    expect(await sweepOutbox({ ...relay(), outbox })).toEqual({ published: 2, failed: 1 });
    expect(idsOf(table.logged())).toEqual(["00030001", "00030003", "00030004"]);
  });
});
