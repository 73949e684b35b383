import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import type { Attempt, Step, WebhookEvent } from "../../faults/history.ts";
import { timelinesOf } from "../../faults/timelines.ts";

const ID = "a credential";
const time = (second: number) => new Date(second * 1_000).toISOString();

const event = (id: string, type: AuditEvent["type"], version: number | null, second: number): AuditEvent =>
  ({ id, type, version, time: time(second), door: "api", workspace_id: "w" }) as AuditEvent;

const step = (eventId: string, changes: Partial<Step> = {}): Step => ({
  door: "api",
  client: "client",
  workspace: 0,
  action: "rotate",
  credentialId: ID,
  key: null,
  name: null,
  restrictions: null,
  answer: "done",
  status: 200,
  readBack: null,
  eventId,
  answeredAt: 9_000_000,
  ...changes,
});

const attempt = (command_id: string, second: number, fields: WebhookEvent["fields"]): Attempt => ({
  client: "portal",
  source: "portal",
  event: { id: command_id, type: "update", externalId: "x", workspace: 0, at: time(second), fields },
  forgery: null,
  status: 202,
  receipt: JSON.stringify({ id: ID, command_id }),
});

function changesOf(
  events: readonly AuditEvent[],
  { steps = [], attempts = [] }: { steps?: Step[]; attempts?: Attempt[] },
  settledAt: ReadonlyMap<string, number> = new Map(),
) {
  const workspaceOf = () => 0;
  const sources = { steps, attempts, events: new Map([[ID, events]]), settledAt, workspaceOf };
  return timelinesOf(sources)[0]?.changes ?? [];
}

const CREATED = event("create", "credential.created", 1, 1);
const ROTATED = event("rotate", "credential.rotated", 2, 5);
const CREATE = step("create", { key: "first", answeredAt: 2_000 });

describe("the timeline of a credential", () => {
  it("a timeline has a state for each version, in their order, and none for what was rejected", () => {
    const rejected = event("rejected", "credential.rejected", null, 3);
    const steps = [CREATE, step("rotate", { key: "second" })];
    const states = changesOf([ROTATED, rejected, CREATED], { steps }).map(({ state }) => state);
    expect(states).toMatchObject([
      { life: "live", key: "first", key_version: 1, disabled: false },
      { life: "live", key: "second", key_version: 2, disabled: false },
    ]);
  });

  it("a change was committed between its event's time and the earliest sign that it was done", () => {
    const times = (settled: ReadonlyMap<string, number>, steps: Step[]) =>
      changesOf([CREATED, ROTATED], { steps }, settled).map(({ notBefore, notAfter }) => [
        notBefore,
        notAfter,
      ]);
    expect(times(new Map(), [CREATE, step("rotate")])).toEqual([
      [1_000, 2_000],
      [5_000, 9_000_000],
    ]);
    expect(times(new Map([["rotate", 6_000]]), [CREATE, step("rotate")])[1]).toEqual([5_000, 6_000]);
    // Whoever decided about the second change had read the first one.
    expect(times(new Map(), [step("create", { answer: "accepted" })])).toEqual([
      [1_000, 5_000],
      [5_000, Number.POSITIVE_INFINITY],
    ]);
  });

  it("a change that arrives late is overruled by what was sent after it", () => {
    const late = event("early", "credential.updated", 2, 6);
    const steps = [
      CREATE,
      step("early", { restrictions: { disabled: true, is_required: true } }),
      step("later", { restrictions: { disabled: false } }),
    ];
    const overtaken = [CREATED, event("later", "credential.updated", 2, 5), { ...late, version: 3 }];
    expect(changesOf(overtaken, { steps }).at(-1)?.state).toMatchObject({
      disabled: false,
      is_required: true,
    });
  });

  it("a webhook's changes before the creation take effect with it, if they are later by the sender's clock", () => {
    const of = (id: string, type: AuditEvent["type"], version: number) =>
      ({ ...event(id, type, version, version), door: "webhook" }) as AuditEvent;
    const attempts = [
      attempt("early", 10, { disabled: true, key: "older" }),
      attempt("late", 30, { key: "newest" }),
      attempt("create", 20, { key: "first" }),
    ];
    const events = [
      of("early", "credential.deferred", 1),
      of("late", "credential.deferred", 2),
      of("create", "credential.created", 3),
      of("delete", "credential.deleted", 4),
    ];
    const changes = changesOf(events, { attempts });
    expect(changes.map(({ state }) => state.life)).toEqual(["absent", "absent", "live", "deleted"]);
    expect(changes[2]).toMatchObject({
      by: "webhook",
      state: { key: "newest", disabled: false, key_version: 1 },
    });
  });

  it("a forged delivery is part of no timeline", () => {
    const forged: Attempt = { ...attempt("rotate", 30, { key: "forged" }), forgery: "altered body" };
    const changes = changesOf([CREATED, ROTATED], { steps: [CREATE], attempts: [forged] });
    expect(changes.at(-1)?.state.key).toBe("first");
  });

  it("a creation whose client was never told has a key that nobody knows", () => {
    expect(changesOf([CREATED], {})).toMatchObject([{ by: "accepted", state: { life: "live", key: null } }]);
  });
});
