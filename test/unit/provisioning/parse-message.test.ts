import { describe, expect, it } from "vitest";
import { type Message, namesCredential, parseMessage } from "../../../shared/provisioning/parse-message.ts";
import { ACTOR, commandId, createCommand, WORKSPACE } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { toMessage } from "../../support/worlds/worker-world.ts";

const SLUGS = new Set(["openai"]);
function parse(content: object | string, redelivered = false, queue: Message["queue"] = "commands") {
  const [part, ...more] = parseMessage(toMessage(content, redelivered, queue), SLUGS, START);
  if (part === undefined || more.length > 0) throw new Error(`${more.length} more parts`);
  return part;
}

const use = {
  version: 1,
  type: "management_key.used",
  management_key_id: ACTOR.id,
  token_hash: "a".repeat(64),
  used_at: START.toISOString(),
};
const row = {
  version: 1,
  type: "credential.import",
  import_id: "e0000000-0000-4000-8000-000000000001",
  row: 7,
  workspace_id: WORKSPACE,
  provider: "openai",
  sealed_key: "aa.bb.cc.dd.ee",
  requested_at: START.toISOString(),
};

describe("the command queue", () => {
  it("a command is one of no import, and says whether it was delivered before", () => {
    for (const redelivered of [false, true]) {
      const parsed = parse(createCommand(1), redelivered);
      expect(parsed).toMatchObject({
        kind: "command",
        row: null,
        redelivered,
        command: { id: commandId(1) },
      });
      expect(namesCredential(parsed)).toBe(true);
    }
  });

  it("a malformed command that names its credential is on its path to a rejection", () => {
    const parsed = parse({ ...createCommand(1), provider: 7 });
    expect(parsed).toMatchObject({ kind: "malformed", row: null, identity: { id: commandId(1) } });
    expect(namesCredential(parsed)).toBe(true);
  });

  it("the use of a management key names no credential", () => {
    const parsed = parse(use);
    expect(parsed).toEqual({ kind: "key_use", use });
    expect(namesCredential(parsed)).toBe(false);
  });

  it.each(["", "{", "null", "[]", JSON.stringify({ ...use, token: "t" }), JSON.stringify(row)])(
    "a message that is neither command nor use is unreadable: %s",
    (body) => {
      const parsed = parse(body);
      expect(parsed).toEqual({ kind: "unreadable" });
      expect(namesCredential(parsed)).toBe(false);
    },
  );
});

describe("the import queue", () => {
  it("a row is the create command that it asks for", () => {
    expect(parse(row, true, "imports")).toMatchObject({
      kind: "command",
      redelivered: true,
      command: { type: "credential.create", door: "import" },
      row: { import_id: row.import_id, row: 7, total_rows: null, sent_by: null },
    });
  });

  it.each([
    ["a command", createCommand(1)],
    ["a use of a management key", use],
    ["nonsense", "nonsense"],
  ])("%s on the import queue is malformed, and so is rejected and not set aside", (_, content) => {
    const parsed = parse(content, false, "imports");
    expect(parsed).toMatchObject({ kind: "malformed", row: null });
    expect(namesCredential(parsed)).toBe(true);
  });
});
