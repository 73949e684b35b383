import { expect, it } from "vitest";
import type { Step } from "../../faults/history.ts";
import { type Offer, Revocations } from "../../faults/revocations.ts";

const ID = "a credential";

const step = (changes: Partial<Step>): Step => ({
  door: "api",
  client: "client",
  workspace: 0,
  action: "create",
  credentialId: ID,
  key: null,
  name: null,
  answer: "done",
  status: 200,
  readBack: null,
  eventId: null,
  answeredAt: 1_000_000,
  ...changes,
});

const offer = (changes: Partial<Offer>): Offer => ({
  credentialId: ID,
  key: null,
  workspace: 0,
  startedAt: 1_000_000,
  stale: false,
  ...changes,
});

/** What a run says about an offer after these steps. */
function objection(steps: readonly Partial<Step>[], offered: Partial<Offer>) {
  const revocations = new Revocations();
  for (const each of steps) revocations.learn(step(each));
  return revocations.objectionTo(offer(offered));
}

const rotated = [{ key: "old" }, { action: "rotate", key: "new", answeredAt: 2_000_000 }] as const;

it("a key that was replaced may be offered for 5.5 seconds and no longer, and the new one always", () => {
  expect(objection(rotated, { key: "old", startedAt: 2_005_500 })).toBeNull();
  expect(objection(rotated, { key: "old", startedAt: 2_005_501 })).toMatch("had been replaced");
  expect(objection(rotated, { key: "new", startedAt: 3_000_000 })).toBeNull();
});

it("a credential that was deleted may be offered for 5.5 seconds and no longer", () => {
  const deleted = [{ key: "old" }, { action: "delete", answeredAt: 2_000_000 }] as const;
  expect(objection(deleted, { startedAt: 2_005_500 })).toBeNull();
  expect(objection(deleted, { startedAt: 2_005_501 })).toMatch("after its deletion");
});

it("an answer that says that it is stale may be five minutes old and no older", () => {
  expect(objection(rotated, { key: "old", stale: true, startedAt: 2_300_000 })).toBeNull();
  expect(objection(rotated, { key: "old", stale: true, startedAt: 2_300_001 })).toMatch("had been replaced");
});

it("a change whose answer never came revokes nothing", () => {
  const unknown = [{ key: "old" }, { action: "rotate", key: "new", answer: "unknown" }] as const;
  expect(objection(unknown, { key: "old", startedAt: 9_000_000 })).toBeNull();
});

it("a key of another tenant is never offered", () => {
  expect(objection([{ key: "own", workspace: 1 }], { key: "own", workspace: 0 })).toMatch("another tenant");
});

it("an objection names no key", () => {
  expect(objection(rotated, { key: "old", startedAt: 9_000_000 })).not.toMatch(/old|new/);
});
