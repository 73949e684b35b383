import { describe, expect, it } from "vitest";
import { checkRouter } from "../../faults/check-router.ts";
import type { Resolved } from "../../faults/history.ts";
import { UNRESTRICTED } from "../../faults/restrictions.ts";
import type { State, Timeline } from "../../faults/timelines.ts";

const ID = "a credential";
const CREATED = 1_000_000;
const CHANGED = 2_000_000;

/** A second between the decision and the time at which its client was told. */
const change = (told: number, state: Partial<State>): Timeline["changes"][number] => ({
  by: "api",
  state: { ...UNRESTRICTED, life: "live", key: "first", key_version: 1, ...state },
  notBefore: told - 1_000,
  notAfter: told,
});

const timeline = (...states: readonly Partial<State>[]): Timeline => ({
  id: ID,
  workspace: 0,
  changes: [change(CREATED, {}), ...states.map((state, index) => change(CHANGED * (index + 1), state))],
});

const answer = (changes: Partial<Resolved>): Resolved => ({
  workspace: 0,
  model: "model-0",
  user: "user-0",
  startedAt: CHANGED,
  endedAt: changes.startedAt ?? CHANGED,
  stale: false,
  offered: [{ id: ID, key_version: 1 }],
  opened: [{ id: ID, key: "first" }],
  shared: true,
  ...changes,
});

const OWNERS = new Map([
  ["first", 0],
  ["second", 0],
  ["stranger's", 1],
]);
const violations = (credential: Timeline, changes: Partial<Resolved>) =>
  checkRouter([answer(changes)], [credential], (key) => OWNERS.get(key)).violations.join();

const opened = (key: string, key_version: number) => ({
  offered: [{ id: ID, key_version }],
  opened: [{ id: ID, key }],
});
const FIRST = opened("first", 1);
const SECOND = opened("second", 2);
const NONE = { offered: [] };

describe("the checker of a router's answers", () => {
  it("a credential may be missing for 5.5 seconds after its creation, and no longer", () => {
    expect(violations(timeline(), { ...NONE, startedAt: CREATED + 5_500 })).toBe("");
    expect(violations(timeline(), { ...NONE, startedAt: CREATED + 5_501 })).toMatch("was not offered it");
    expect(violations(timeline(), { startedAt: CREATED + 5_501 })).toBe("");
  });

  it("a credential is not offered before anybody can have created it", () => {
    const before = { startedAt: CREATED - 5_000, endedAt: CREATED - 1_001 };
    expect(violations(timeline(), before)).toMatch("which was not in force");
    expect(violations(timeline(), { ...before, endedAt: CREATED - 1_000 })).toBe("");
  });

  it("a key that was replaced may be offered for 5.5 seconds, and no longer, and the new one from its commit on", () => {
    const rotated = timeline({ key: "second", key_version: 2 });
    expect(violations(rotated, { ...FIRST, startedAt: CHANGED + 5_500 })).toBe("");
    expect(violations(rotated, { ...FIRST, startedAt: CHANGED + 5_501 })).toMatch(
      "was offered its key 1, which was not in force",
    );
    expect(violations(rotated, { ...SECOND, startedAt: CHANGED - 1_000 })).toBe("");
    expect(violations(rotated, { ...SECOND, startedAt: CHANGED - 1_001 })).toMatch("its key 2");
  });

  it("the key that is opened is the one that was in force, whatever its version is said to be", () => {
    const rotated = timeline({ key: "second", key_version: 2 });
    const later = { ...opened("first", 2), startedAt: CHANGED + 5_501 };
    expect(violations(rotated, later)).toMatch("opened it to a key that was not in force");
  });

  it.each<[string, Partial<State>]>([
    ["deleted", { life: "deleted" }],
    ["disabled", { disabled: true }],
    ["for other models", { allowed_models: ["model-1"] }],
    ["for other models", { allowed_models: [] }],
    ["for other users", { allowed_user_ids: ["user-1"] }],
  ])("a credential that became %s may be offered for 5.5 seconds, and no longer: %j", (refusal, state) => {
    expect(violations(timeline(state), { startedAt: CHANGED + 5_500 })).toBe("");
    expect(violations(timeline(state), { startedAt: CHANGED + 5_501 })).toMatch(
      `was offered it, which was ${refusal}`,
    );
    expect(violations(timeline(state), { ...NONE, startedAt: CHANGED + 5_501 })).toBe("");
  });

  it("a credential is offered to a request that its filters admit, and to none without a user", () => {
    const restricted = timeline({ allowed_models: ["model-0"], allowed_user_ids: ["user-0"] });
    const later = { startedAt: CHANGED + 9_000 };
    expect(violations(restricted, later)).toBe("");
    expect(violations(restricted, { ...NONE, ...later })).toMatch("was not offered it");
    expect(violations(restricted, { ...later, user: null })).toMatch("for other users");
  });

  it("a credential that is enabled again has to be offered, and may not be missing any longer", () => {
    const toggled = timeline({ disabled: true }, { disabled: false });
    expect(violations(toggled, { ...NONE, startedAt: 2 * CHANGED + 5_500 })).toBe("");
    expect(violations(toggled, { ...NONE, startedAt: 2 * CHANGED + 5_501 })).toMatch("was not offered it");
  });

  it.each<[string, Partial<State>]>([
    ["is_required", { is_required: true, allowed_models: ["model-0"] }],
    ["is_byok_only", { is_byok_only: true, allowed_models: ["model-1"] }],
  ])("a router loses shared capacity 5.5 seconds after %s is set, and for whom it holds", (rule, state) => {
    const later = { startedAt: CHANGED + 5_501, offered: rule === "is_required" ? FIRST.offered : [] };
    expect(violations(timeline(state), { startedAt: CHANGED + 5_500 })).toBe("");
    expect(violations(timeline(state), later)).toMatch("was offered shared capacity, which it rules out");
    expect(violations(timeline(state), { ...later, shared: rule })).toBe("");
    const disabled = { ...later, offered: [] };
    expect(violations(timeline({ ...state, disabled: true }), disabled)).toBe("");
    expect(violations(timeline({ ...state, disabled: true }), { ...disabled, shared: rule })).toMatch(
      "was refused it, which no credential rules out",
    );
  });

  it("an error that takes shared capacity away breaks no promise", () => {
    expect(violations(timeline(), { shared: "unavailable" })).toBe("");
  });

  it("an answer that says that it is stale may be five minutes old, and no older", () => {
    const rotated = timeline({ key: "second", key_version: 2 });
    const stale = { ...FIRST, stale: true };
    expect(violations(rotated, { ...stale, startedAt: CHANGED + 300_000 })).toBe("");
    expect(violations(rotated, { ...stale, startedAt: CHANGED + 300_001 })).toMatch("its key 1");
  });

  it("a change may take effect or not until somebody is known to have committed it", () => {
    const rotated = timeline({ key: "second", key_version: 2 });
    const unknown = {
      ...rotated,
      changes: rotated.changes.map((each, index) =>
        index === 0 ? each : { ...each, notAfter: Number.POSITIVE_INFINITY },
      ),
    };
    expect(violations(unknown, { ...FIRST, startedAt: 9 * CHANGED })).toBe("");
    expect(violations(unknown, { ...SECOND, startedAt: 9 * CHANGED })).toBe("");
  });

  it("a credential and a key of another tenant are none of the router's", () => {
    const later = { startedAt: CHANGED, workspace: 1 };
    expect(violations(timeline(), later)).toMatch("which is none of its tenant");
    expect(violations(timeline(), opened("stranger's", 1))).toMatch("a key of another tenant");
  });

  it("a creation whose client was never told may have any key of its tenant", () => {
    const unknown = timeline({ key: null });
    expect(violations(unknown, { ...opened("second", 1), startedAt: 2 * CHANGED })).toBe("");
    expect(violations(unknown, { ...opened("stranger's", 1), startedAt: 2 * CHANGED })).toMatch(
      "of another tenant",
    );
  });

  it("a credential is offered once in an answer", () => {
    const twice = [...FIRST.offered, ...FIRST.offered];
    expect(violations(timeline(), { offered: twice })).toMatch("was offered it twice");
  });

  it("a router that opened nothing shows nothing", () => {
    expect(violations(timeline(), { opened: [] })).toBe("a router opened no key");
  });

  it("each kind of violation of a credential is named once, without a key", () => {
    const rotated = timeline({ key: "second", key_version: 2 });
    const late = [5_501, 6_000, 7_000].map((ms) => answer({ ...FIRST, startedAt: CHANGED + ms }));
    const found = checkRouter(late, [rotated], (key) => OWNERS.get(key)).violations;
    expect(found).toHaveLength(2);
    expect(found.join()).not.toMatch(/first|second/);
  });

  it("the changes that an answer had to have are counted", () => {
    const rotated = timeline({ key: "second", key_version: 2 });
    const known = (startedAt: number) =>
      checkRouter([answer({ startedAt })], [rotated], () => 0).known.get("api");
    expect(known(CREATED)).toEqual({ due: 0, all: 2 });
    expect(known(CREATED + 5_501)).toEqual({ due: 1, all: 2 });
    expect(known(CHANGED + 5_501)).toEqual({ due: 1, all: 2 });
  });
});
