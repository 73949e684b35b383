import { describe, expect, it } from "vitest";
import { FAULTS } from "../../faults/faults.ts";
import { makePlan } from "../../faults/plan.ts";

const kinds = FAULTS.map(({ kind }) => kind);
const planOf = (seed: number) => makePlan({ seed, clients: 3, workspaces: 4, kinds });

describe("the plan of a fault run", () => {
  it("the same seed makes the same plan", () => {
    expect(planOf(5)).toEqual(planOf(5));
  });

  it("another seed makes another plan, faults and commands", () => {
    const [one, other] = [planOf(5).digest, planOf(6).digest];
    expect(one.faults).not.toBe(other.faults);
    expect(one.commands).not.toBe(other.commands);
  });

  it("each round of a plan has every kind of fault once", () => {
    const first = planOf(5).faults.slice(0, kinds.length) as { kind: string }[];
    expect(first.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
  });

  it("no raw key is in a plan twice", () => {
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
