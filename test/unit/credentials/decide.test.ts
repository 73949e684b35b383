import { describe, expect, it } from "vitest";
import type { DeleteCommand, UpdateCommand } from "../../../shared/credentials/command.ts";
import { decide, type KeyTraits, reject } from "../../../shared/credentials/decide.ts";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import {
  commandId,
  createCommand,
  credential,
  credentialId,
  envelope,
  OTHER_WORKSPACE,
} from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const TRAITS: KeyTraits = {
  label: "sk-...AbCd",
  fingerprint: "new-fingerprint",
  warnings: ["unusual_shape"],
  region: null,
};
const LATER = new Date("2026-03-01T00:00:00.000Z");

const update = (overrides: Partial<UpdateCommand> = {}): UpdateCommand => ({
  ...envelope(2),
  credential_id: credentialId(1),
  type: "credential.update",
  changes: {},
  ...overrides,
});
const rotate = () => update({ sealed_key: createCommand().sealed_key });
const remove = (overrides: Partial<DeleteCommand> = {}): DeleteCommand => ({
  ...envelope(3),
  credential_id: credentialId(1),
  type: "credential.delete",
  ...overrides,
});
const deleted = credential({ deleted_at: START.toISOString(), version: 2 });

describe("creations", () => {
  it("a create makes the credential as the command says, in its first version", () => {
    const command = createCommand(1, {
      settings: { ...DEFAULT_SETTINGS, name: "prod", declared_zdr: false },
    });
    expect(decide(command, null, TRAITS, LATER)).toMatchObject({
      expectedVersion: null,
      key: "write",
      credential: {
        ...DEFAULT_SETTINGS,
        id: credentialId(1),
        name: "prod",
        declared_zdr: false,
        label: "sk-...AbCd",
        fingerprint: "new-fingerprint",
        sort_order: START.getTime(),
        created_at: LATER.toISOString(),
        updated_at: LATER.toISOString(),
        deleted_at: null,
        version: 1,
        key_version: 1,
      },
      event: {
        type: "credential.created",
        changed: ["key", "name", "declared_zdr"],
        version: 1,
        warnings: ["unusual_shape"],
        rejection: null,
      },
    });
  });

  it.each([
    ["an id that is taken", credential()],
    ["the id of a deleted credential, which is never used again", deleted],
  ])("a create of %s is rejected", (_, current) => {
    expect(decide(createCommand(), current, TRAITS, LATER)).toMatchObject({
      credential: null,
      key: "keep",
      event: { type: "credential.rejected", rejection: { code: "credential_exists" } },
    });
  });

  it("a create without a key is rejected", () => {
    expect(decide(createCommand(), null, undefined, LATER).event.rejection?.code).toBe("malformed_command");
  });
});

describe("updates", () => {
  it("an update changes what it names and nothing else", () => {
    const current = credential({ name: "old", allowed_models: ["a"], is_required: true });
    const decision = decide(update({ changes: { name: null, disabled: true } }), current, undefined, LATER);
    expect(decision).toMatchObject({
      expectedVersion: 1,
      key: "keep",
      event: { type: "credential.updated", changed: ["name", "disabled"], version: 2 },
    });
    expect(decision.credential).toEqual({
      ...current,
      name: null,
      disabled: true,
      clocks: { ...current.clocks, name: START.toISOString(), disabled: START.toISOString() },
      version: 2,
      updated_at: LATER.toISOString(),
    });
  });

  it("an update lists only fields that differ from before", () => {
    const current = credential({ name: "same", allowed_models: ["a"] });
    const changes = { name: "same", allowed_models: ["a"], allowed_user_ids: [], disabled: false };
    expect(decide(update({ changes }), current, undefined, LATER).event.changed).toEqual([
      "allowed_user_ids",
    ]);
  });

  it("an update with a key rotates in place: a new label, fingerprint and key version under the same id", () => {
    const decision = decide(rotate(), credential({ key_version: 4, version: 9 }), TRAITS, LATER);
    expect(decision).toMatchObject({
      expectedVersion: 9,
      key: "write",
      credential: { id: credentialId(1), label: "sk-...AbCd", key_version: 5, version: 10 },
      event: { type: "credential.rotated", changed: ["key"], fingerprint: "new-fingerprint" },
    });
  });

  it("an update with the key that is stored already is no rotation, and leaves the ciphertext alone", () => {
    const current = credential({ fingerprint: "new-fingerprint", label: "sk-...Kept", key_version: 4 });
    expect(decide(rotate(), current, TRAITS, LATER)).toMatchObject({
      key: "keep",
      credential: { label: "sk-...Kept", key_version: 4, version: 2 },
      event: { type: "credential.updated", changed: [], warnings: [] },
    });
    const renaming = { ...rotate(), changes: { name: "second" } };
    expect(decide(renaming, current, TRAITS, LATER)).toMatchObject({
      key: "keep",
      event: { type: "credential.updated", changed: ["name"] },
    });
  });

  it("an update that contradicts what is set already is rejected", () => {
    const current = credential({ is_fallback: true });
    expect(decide(update({ changes: { is_byok_only: true } }), current, undefined, LATER)).toMatchObject({
      credential: null,
      event: { rejection: { code: "contradictory_settings" } },
    });
  });
});

describe("deletions", () => {
  it("a delete keeps the record as deleted and wipes the key", () => {
    expect(decide(remove(), credential(), undefined, LATER)).toMatchObject({
      expectedVersion: 1,
      key: "wipe",
      credential: {
        deleted_at: LATER.toISOString(),
        updated_at: LATER.toISOString(),
        version: 2,
        key_version: 1,
      },
      event: { type: "credential.deleted", changed: [], version: 2 },
    });
  });
});

describe("credentials that are not there for the caller", () => {
  it.each([
    ["absent", null],
    ["deleted", deleted],
    ["another workspace's", credential({ workspace_id: OTHER_WORKSPACE })],
    ["global", credential({ workspace_id: null })],
  ])("a credential that is %s can neither be updated nor deleted", (_, current) => {
    for (const command of [update(), remove()]) {
      expect(decide(command, current, undefined, LATER)).toMatchObject({
        credential: null,
        key: "keep",
        event: { type: "credential.rejected", version: null, rejection: { code: "credential_not_found" } },
      });
    }
  });

  it("a credential outside of a deletion's scope is not found", () => {
    const scoped = (scope: DeleteCommand["scope"]) => remove({ workspace_id: null, scope });
    const outcomes = [
      scoped([]),
      scoped([OTHER_WORKSPACE]),
      scoped([envelope().workspace_id]),
      scoped("all"),
    ].map((command) => decide(command, credential(), undefined, LATER).event.type);
    expect(outcomes).toEqual([
      "credential.rejected",
      "credential.rejected",
      "credential.deleted",
      "credential.deleted",
    ]);
    const global = credential({ workspace_id: null });
    expect(decide(scoped([OTHER_WORKSPACE]), global, undefined, LATER).credential).toBeNull();
  });
});

describe("outcomes", () => {
  it("every outcome names its command's id, actor, door and request, and its body digest where there is one", () => {
    const command = createCommand(7, { body_digest: "digest" });
    for (const { event } of [
      decide(command, null, TRAITS, LATER),
      reject(command, "refused_key", "why", LATER),
    ]) {
      expect(event).toMatchObject({
        id: commandId(7),
        credential_id: credentialId(7),
        actor: command.actor,
        door: "api",
        request_id: "request-7",
        body_digest: "digest",
        provider: "openai",
      });
    }
    expect(decide(createCommand(), null, TRAITS, LATER).event.body_digest).toBeNull();
  });
});
