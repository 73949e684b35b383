import { describe, expect, it } from "vitest";
import { planDeliveries } from "../../faults/plan-deliveries.ts";
import { seeded } from "../../faults/random.ts";
import { rawKeys } from "../../faults/raw-keys.ts";

describe("the plan of a webhook sender", () => {
  const random = seeded(11);
  const plan = planDeliveries({ name: "portal", random, workspaces: 2, newKey: rawKeys(11, "portal") });
  const deliveries = Array.from({ length: 600 }, () => plan.next().value);
  const real = deliveries.filter(({ forgery }) => forgery === null);

  it("a sender sends every event first once, and repeats what was sent", () => {
    const firsts = real.filter(({ isFirst }) => isFirst).map(({ event }) => event.id);
    expect(new Set(firsts).size).toBe(firsts.length);
    expect(real.length).toBeGreaterThan(firsts.length);
    for (const [index, { event, isFirst }] of real.entries()) {
      const before = real.slice(0, index).some((earlier) => earlier.event.id === event.id);
      expect(before).toBe(!isFirst);
    }
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
