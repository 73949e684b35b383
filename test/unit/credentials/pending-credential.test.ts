import { describe, expect, it } from "vitest";
import type { Command, CreateCommand, UpdateCommand } from "../../../shared/credentials/command.ts";
import { isPending, mergePending, precedesCreation } from "../../../shared/credentials/pending-credential.ts";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import { createCommand, credential, envelope, pendingCredential } from "../../support/data/fixtures.ts";

const at = (second: number) => new Date(Date.UTC(2026, 1, 3, 4, 5, second)).toISOString();
const externalAt = (second: number) => ({
  source: "portal",
  external_id: "customer-1",
  occurred_at: at(second),
});

const update: UpdateCommand = {
  ...envelope(),
  type: "credential.update",
  changes: {},
  external: externalAt(5),
};
const remove: Command = { ...envelope(), type: "credential.delete", external: externalAt(5) };
const create = (overrides: Partial<CreateCommand> = {}) =>
  createCommand(1, { sealed_key: "own", external: externalAt(5), ...overrides });

describe("commands before the creation", () => {
  it("a webhook's update or deletion precedes the creation while there is no credential", () => {
    for (const command of [update, remove]) {
      expect(precedesCreation(command, null)).toBe(true);
      expect(precedesCreation(command, pendingCredential())).toBe(true);
      expect(precedesCreation(command, credential())).toBe(false);
    }
  });

  it("a creation precedes nothing, and neither do commands of the other doors", () => {
    const { external: _, ...others } = update;
    for (const record of [null, pendingCredential(), credential()]) {
      expect(precedesCreation(create(), record)).toBe(false);
      expect(precedesCreation(others, record)).toBe(false);
    }
  });

  it("a record is pending until its creation, and an absent one is not", () => {
    expect([pendingCredential(), credential(), null].map(isPending)).toEqual([true, false, false]);
  });
});

describe("a creation merged with what came before it", () => {
  const merge = (pending: Parameters<typeof pendingCredential>[0], overrides: Partial<CreateCommand> = {}) =>
    mergePending(create(overrides), pendingCredential(pending));

  it("a creation is taken as it is where nothing came before it", () => {
    const settings = { ...DEFAULT_SETTINGS, name: "own" };
    for (const record of [null, credential({ name: "other" })]) {
      expect(mergePending(create({ settings }), record)).toEqual({
        settings,
        sealedKeys: ["own"],
        clocks: {},
      });
    }
  });

  it("the newer value of each field counts, and the later arrival of two with the same time", () => {
    const { settings } = merge(
      {
        clocks: { name: at(4), disabled: at(5), is_required: at(6) },
        changes: { name: "older", disabled: true, is_required: true },
      },
      { settings: { ...DEFAULT_SETTINGS, name: "own" } },
    );
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, name: "own", disabled: true, is_required: true });
  });

  it("a change to null is a value like any other", () => {
    const own = { settings: { ...DEFAULT_SETTINGS, name: "own" } };
    expect(merge({ clocks: { name: at(6) }, changes: { name: null } }, own).settings.name).toBeNull();
  });

  it("all early settings are dropped where they would contradict the creation's", () => {
    const settings = { ...DEFAULT_SETTINGS, is_fallback: true };
    const early = {
      clocks: { is_byok_only: at(6), name: at(6) },
      changes: { is_byok_only: true, name: "early" },
    };
    expect(merge(early, { settings }).settings).toEqual(settings);
  });

  it.each([
    ["a newer one and the creation's own", { key: at(6) }, "early", ["early", "own"]],
    ["one of the same time and the creation's own", { key: at(5) }, "early", ["early", "own"]],
    ["the creation's own and no older one", { key: at(4) }, "early", ["own"]],
    ["the same one only once", { key: at(6) }, "own", ["own"]],
    ["the creation's own where there is no other", { key: at(6) }, null, ["own"]],
  ])("the keys to open are %s", (_, clocks, sealed_key, expected) => {
    expect(merge({ clocks, sealed_key }).sealedKeys).toEqual(expected);
  });
});
