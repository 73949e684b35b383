import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandSchema } from "../../../shared/credentials/command.ts";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import { uuidSchema } from "../../../shared/kernel/uuid.ts";
import { parseCommand } from "../../../shared/provisioning/parse-command.ts";
import { createCommand, credentialId, envelope, rawKey } from "../../support/data/fixtures.ts";

const update = { ...envelope(), type: "credential.update", changes: { name: null } };
const remove = { ...envelope(), type: "credential.delete" };

describe("a command", () => {
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
  ])("of each kind is read as it was written: %s", (_, command) => {
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
  ])("is refused with %s", (_, change) => {
    const command = JSON.parse(JSON.stringify({ ...createCommand(), ...change }));
    expect(commandSchema.safeParse(command).success).toBe(false);
  });

  it.each([
    ["changes the provider", { changes: { provider: "groq" } }],
    ["changes the workspace", { changes: { workspace_id: null } }],
    ["changes a flag to null", { changes: { disabled: null } }],
    ["carries a scope, which is a delete's", { scope: "all" }],
  ])("is refused where an update %s", (_, change) => {
    expect(commandSchema.safeParse({ ...update, ...change }).success).toBe(false);
  });
});

describe("an id", () => {
  it("is taken in either case and kept in lower case, so that one credential has one spelling", () => {
    expect(uuidSchema.parse(credentialId(1).toUpperCase())).toBe(credentialId(1));
  });

  it.each(["", "global", "c0000000000040008000000000000001", `${credentialId(1)} `, `{${credentialId(1)}}`])(
    "is not %j",
    (text) => {
      expect(uuidSchema.safeParse(text).success).toBe(false);
    },
  );
});

describe("reading a message", () => {
  it("never throws, whatever the queue delivers", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(parseCommand(body)).toBeNull();
      }),
    );
  });

  it("names the fields at fault in the order of the schema, and never what they say", () => {
    const body = JSON.stringify({
      ...createCommand(),
      provider: 7,
      settings: "canary",
      canary_canary: "canary",
    });
    const read = parseCommand(body);
    if (read?.kind !== "malformed") throw new Error("the message is not malformed");
    expect(read.rejection.message).toContain("provider must be a string");
    expect(read.rejection.message).not.toContain('"canary"');
    expect(read.identity).toEqual({
      id: createCommand().id,
      credential_id: credentialId(1),
      workspace_id: createCommand().workspace_id,
      actor: createCommand().actor,
      door: "api",
      request_id: "request-1",
    });
  });
});
