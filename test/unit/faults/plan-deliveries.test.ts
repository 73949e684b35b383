import { describe, expect, it } from "vitest";
import type { SignatureScheme } from "../../../shared/webhooks/webhook-source.ts";
import { type PlannedDelivery, planDeliveries } from "../../faults/plan-deliveries.ts";
import { seeded } from "../../faults/random.ts";
import { rawKeys } from "../../faults/raw-keys.ts";

describe("the plan of a webhook sender", () => {
  const deliveriesBy = (scheme: SignatureScheme) => {
    const plan = planDeliveries({
      name: "portal",
      random: seeded(11),
      workspaces: 2,
      newKey: rawKeys(11, "portal"),
      scheme,
    });
    return Array.from({ length: 600 }, () => plan.next().value as PlannedDelivery);
  };
  const deliveries = deliveriesBy("standard");
  const real = deliveries.filter(({ forgery }) => forgery === null);

  it("a sender sends every event first once, and repeats what was sent", () => {
    const firsts = real.filter(({ isFirst }) => isFirst).map(({ event }) => event.at);
    expect(new Set(firsts).size).toBe(firsts.length);
    expect(real.length).toBeGreaterThan(firsts.length);
    for (const [index, { event, isFirst }] of real.entries()) {
      const before = real.slice(0, index).some((earlier) => earlier.event.at === event.at);
      expect(before).toBe(!isFirst);
    }
  });

  it("a sender gives some events an id that their credential has had already", () => {
    const firsts = real.filter(({ isFirst }) => isFirst).map(({ event }) => event);
    const sharing = [...Map.groupBy(firsts, ({ id }) => id).values()].filter((own) => own.length > 1);
    expect(sharing.length).toBeGreaterThan(5);
    for (const own of sharing) expect(new Set(own.map(({ externalId }) => externalId)).size).toBe(1);
  });

  it("a body whose scheme signs no id is replayed under ids of other events, some of them yet to come", () => {
    const replays = (of: readonly PlannedDelivery[]) =>
      of.filter(({ event, eventId }) => eventId !== event.id);
    expect(replays(deliveries)).toEqual([]);
    const unsigned = deliveriesBy("hmac-sha256");
    const [early] = replays(unsigned).filter(({ eventId, event }) => {
      const named = unsigned.findIndex((each) => each.isFirst && each.event.id === eventId);
      return named > unsigned.findIndex((each) => each.isFirst && each.event === event);
    });
    expect(replays(unsigned).length).toBeGreaterThan(20);
    expect(replays(unsigned).some(({ isFirst, forgery }) => isFirst || forgery !== null)).toBe(false);
    expect(early).toBeDefined();
    expect(unsigned.some(({ forgery }) => forgery === "six minutes old")).toBe(false);
  });

  it("a sender forges under ids of its own", () => {
    const ids = new Set(real.map(({ event }) => event.id));
    const forged = deliveries.filter(({ forgery }) => forgery !== null);
    expect(forged.length).toBeGreaterThan(20);
    expect(forged.filter(({ event }) => ids.has(event.id))).toEqual([]);
  });

  it("a sender sends events out of order, deletions before creations among them", () => {
    const order = real.filter(({ isFirst }) => isFirst).map(({ event }) => event);
    expect(order.map(({ at }) => at)).not.toEqual(order.map(({ at }) => at).sort());
    const place = (id: string, type: string) =>
      order.findIndex((event) => event.externalId === id && event.type === type);
    const early = order.filter(
      ({ type, externalId }) =>
        type === "delete" && place(externalId, "create") > place(externalId, "delete"),
    );
    expect(early.length).toBeGreaterThan(0);
  });
});
