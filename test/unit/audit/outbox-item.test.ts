import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromOutboxItem, newOutboxEntry, toOutboxItem } from "../../../shared/audit/outbox-item.ts";
import { OUTBOX_SHARDS } from "../../../shared/table/table-layout.ts";
import { auditEvent, commandId, credentialId } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

describe("an outbox entry as an item", () => {
  it("an outbox entry reads back as it was written", () => {
    const entry = newOutboxEntry([auditEvent(1), auditEvent(2)], START.toISOString());
    expect(fromOutboxItem(toOutboxItem(entry))).toEqual({
      ...entry,
      events: [1, 2].map((n) => ({ credential_id: credentialId(n), id: commandId(n) })),
    });
  });

  it("an outbox entry lies in one of the shards, and many lie in all of them", () => {
    const shards = new Set<number>();
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const { shard } = newOutboxEntry([{ credential_id: "c", id }], START.toISOString());
        shards.add(shard);
        return Number.isInteger(shard) && shard >= 0 && shard < OUTBOX_SHARDS;
      }),
      { numRuns: 500 },
    );
    expect(shards.size).toBe(OUTBOX_SHARDS);
  });
});
