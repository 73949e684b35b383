import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import type { Credential } from "../../../shared/credentials/credential.ts";
import { type AcceptedEvent, checkExternal } from "../../faults/check-external.ts";
import type { WebhookFields } from "../../faults/history.ts";
import type { Store } from "../../faults/read-store.ts";

const ID = "credential";
const at = (second: number) => new Date(second * 1000).toISOString();

/** An accepted event that happened in that second. */
const told = (type: AcceptedEvent["type"], second: number, fields: WebhookFields = {}): AcceptedEvent => ({
  id: `${type}-${second}`,
  commandId: `${type}-${second}`,
  type,
  externalId: "x",
  workspace: 0,
  at: at(second),
  fields,
});

const event = (of: string, outcome: string, version: number | null): AuditEvent =>
  ({
    id: of,
    type: version === null ? "credential.rejected" : outcome,
    rejection: version === null ? { code: outcome, message: "" } : null,
    version,
  }) as AuditEvent;

function storeOf(
  events: readonly AuditEvent[],
  credential: Partial<Credential> | null,
  keepsKey = false,
): Store {
  const version = Math.max(0, ...events.map((each) => each.version ?? 0));
  const record = { name: "a", disabled: false, deleted_at: null, version, ...credential } as Credential;
  return {
    credentials: new Map(credential === null ? [] : [[ID, record]]),
    pending: new Map(),
    withCiphertext: new Set(keepsKey ? [ID] : []),
    events: new Map([[ID, events]]),
    uses: new Map(),
    unlogged: [],
  };
}

const open = async () => "key-1";
const CREATE = told("create", 1, { key: "key-1", name: "a" });
const CREATED = event(CREATE.id, "credential.created", 1);

describe("the checker of one external id", () => {
  it("the checker of an external id accepts the documented state", async () => {
    const late = told("update", 3, { name: "b" });
    const early = told("update", 2, { name: "c", disabled: true });
    const store = storeOf(
      [CREATED, event(late.id, "credential.updated", 2), event(early.id, "credential.updated", 3)],
      { name: "b", disabled: true },
    );
    expect(await checkExternal(ID, [CREATE, late, early], store, open)).toEqual([]);
  });

  it("the checker of an external id sees an older event that overwrote a newer one", async () => {
    const late = told("update", 3, { name: "b" });
    const early = told("update", 2, { name: "c" });
    const events = [
      CREATED,
      event(late.id, "credential.updated", 2),
      event(early.id, "credential.updated", 3),
    ];
    expect(await checkExternal(ID, [CREATE, late, early], storeOf(events, { name: "c" }), open)).toEqual([
      "its name is not the latest that was accepted",
    ]);
  });

  it("the checker of an external id sees an accepted event without an outcome, and an outcome that nobody asked for", async () => {
    const lost = told("update", 2, { name: "a" });
    const store = storeOf([CREATED, event("other", "credential.updated", 2)], {});
    expect(await checkExternal(ID, [CREATE, lost], store, open)).toEqual([
      "event update-2 was accepted and has no outcome",
      "credential.updated other was never asked for",
    ]);
  });

  it("the checker of an external id sees a credential that returned after its deletion, and a key that was kept", async () => {
    const deletion = told("delete", 2);
    const events = [event(deletion.id, "credential.deleted", 1), event(CREATE.id, "credential.created", 2)];
    expect(await checkExternal(ID, [CREATE, deletion], storeOf(events, {}, true), open)).toEqual([
      "is live after its deletion",
      "is deleted and keeps a key",
    ]);
  });

  it("the checker of an external id sees a key that is not the latest, and a rejection without a reason", async () => {
    const rotation = told("update", 2, { key: "key-2" });
    const store = storeOf([CREATED, event(rotation.id, "credential_not_found", null)], {});
    expect(await checkExternal(ID, [CREATE, rotation], store, open)).toEqual([
      "exists, but an update did not find it",
      "its key is not the latest that was accepted",
    ]);
  });

  it("the checker of an external id sees two events that were answered as one", async () => {
    const one = told("update", 2, { name: "b" });
    const swallowed = { ...told("update", 3, { name: "b" }), commandId: one.commandId };
    const store = storeOf([CREATED, event(one.id, "credential.updated", 2)], { name: "b" });
    expect(await checkExternal(ID, [CREATE, one, swallowed], store, open)).toEqual([
      "two of its events were answered as one",
    ]);
  });
});
