import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../../../shared/provisioning/parse-command.ts";
import { createCommand, credentialId } from "../../support/data/fixtures.ts";

describe("messages of the command queue", () => {
  it("no message makes the parser throw, whatever the queue delivers", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(parseCommand(body)).toBeNull();
      }),
    );
  });

  it("a malformed command names the fields at fault in the order of the schema, and never what they say", () => {
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
