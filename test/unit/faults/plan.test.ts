import { describe, expect, it } from "vitest";
import { FAULTS } from "../../faults/faults.ts";
import { makePlan } from "../../faults/plan.ts";

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
