import { describe, expect, it } from "vitest";
import { FAULTS } from "../../faults/faults.ts";
import { makePlan } from "../../faults/plan.ts";
import { planDeliveries } from "../../faults/plan-deliveries.ts";
import { seeded } from "../../faults/random.ts";
import { rawKeys } from "../../faults/raw-keys.ts";

const kinds = FAULTS.map(({ kind }) => kind);
const planOf = (seed: number) => makePlan({ seed, clients: 3, workspaces: 4, kinds });

describe("the plan of a fault run", () => {
  it("is the same for the same seed", () => {
    expect(planOf(5)).toEqual(planOf(5));
  });

  it("is another for another seed, faults and commands", () => {
    const [one, other] = [planOf(5).digest, planOf(6).digest];
    expect(one.faults).not.toBe(other.faults);
    expect(one.commands).not.toBe(other.commands);
  });

  it("has every kind of fault once in each round", () => {
    const first = planOf(5).faults.slice(0, kinds.length) as { kind: string }[];
    expect(first.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
  });

  it("brings no raw key twice", () => {
    const keys = JSON.stringify(planOf(5).commands).match(/sk-proj-\w+/g) ?? [];
    const { portal } = planOf(5).commands;
    // A webhook event is sent more than once; all others bring each key once.
    const repeated = JSON.stringify(portal).match(/sk-proj-\w+/g) ?? [];
    expect(new Set(repeated).size).toBeLessThan(repeated.length);
    expect(new Set(keys.filter((key) => key.includes("xclient"))).size).toBe(
      keys.filter((key) => key.includes("xclient")).length,
    );
  });
});

describe("the plan of a webhook sender", () => {
  const random = seeded(11);
  const plan = planDeliveries({ name: "portal", random, workspaces: 2, newKey: rawKeys(11, "portal") });
  const deliveries = Array.from({ length: 600 }, () => plan.next().value);
  const real = deliveries.filter(({ forgery }) => forgery === null);

  it("sends every event first once, and repeats what was sent", () => {
    const firsts = real.filter(({ isFirst }) => isFirst).map(({ event }) => event.id);
    expect(new Set(firsts).size).toBe(firsts.length);
    expect(real.length).toBeGreaterThan(firsts.length);
    for (const [index, { event, isFirst }] of real.entries()) {
      const before = real.slice(0, index).some((earlier) => earlier.event.id === event.id);
      expect(before).toBe(!isFirst);
    }
  });

  it("forges under ids of its own", () => {
    const ids = new Set(real.map(({ event }) => event.id));
    const forged = deliveries.filter(({ forgery }) => forgery !== null);
    expect(forged.length).toBeGreaterThan(20);
    expect(forged.filter(({ event }) => ids.has(event.id))).toEqual([]);
  });

  it("sends events out of order, deletions before creations among them", () => {
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
