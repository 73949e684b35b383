import { describe, expect, it } from "vitest";
import { commandSchema } from "../../../shared/credentials/command.ts";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import { createCommand, credentialId, envelope, rawKey } from "../../support/data/fixtures.ts";

const update = { ...envelope(), type: "credential.update", changes: { name: null } };
const remove = { ...envelope(), type: "credential.delete" };

describe("commands", () => {
  it.each([
    ["a create", createCommand()],
    ["a create of a global credential", createCommand(1, { workspace_id: null })],
    ["a create with a body digest", createCommand(1, { body_digest: "d".repeat(43) })],
    ["an update", update],
    ["a rotation", { ...update, sealed_key: "aa.bb.cc.dd.ee" }],
    ["an update of nothing", { ...update, changes: {} }],
    ["a delete", remove],
    ["a delete within a scope", { ...remove, workspace_id: null, scope: [credentialId(1)] }],
    ["an import's", createCommand(1, { door: "import", actor: { type: "import", id: "file-1" } })],
  ])("a command reads back as it was written: %s", (_, command) => {
    expect(commandSchema.parse(JSON.parse(JSON.stringify(command)))).toEqual(command);
  });

  it.each([
    ["a raw key instead of a sealed one", { sealed_key: rawKey() }],
    ["a raw key beside the sealed one", { key: rawKey() }],
    ["a seal of four parts", { sealed_key: "aa.bb.cc.dd" }],
    ["a seal with a line break", { sealed_key: "aa.bb.cc.dd.ee\n" }],
    ["a seal in padded base64", { sealed_key: "aa==.bb.cc.dd.ee" }],
    ["another version", { version: 2 }],
    ["an actor with a token", { actor: { type: "management_key", id: "x", token: "t" } }],
    ["an unknown door", { door: "window" }],
    ["no request id", { request_id: "" }],
    ["a time without a date", { requested_at: "04:05:06Z" }],
    ["a provider of no length", { provider: "" }],
    ["settings that lack one", { settings: { ...DEFAULT_SETTINGS, disabled: undefined } }],
    ["settings with one too many", { settings: { ...DEFAULT_SETTINGS, sort_order: 1 } }],
  ])("a command with %s is refused", (_, change) => {
    const command = JSON.parse(JSON.stringify({ ...createCommand(), ...change }));
    expect(commandSchema.safeParse(command).success).toBe(false);
  });

  it.each([
    ["changes the provider", { changes: { provider: "groq" } }],
    ["changes the workspace", { changes: { workspace_id: null } }],
    ["changes a flag to null", { changes: { disabled: null } }],
    ["carries a scope, which is a delete's", { scope: "all" }],
  ])("an update that %s is refused", (_, change) => {
    expect(commandSchema.safeParse({ ...update, ...change }).success).toBe(false);
  });
});
