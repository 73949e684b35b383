import { describe, expect, it } from "vitest";
import { parseUseMessage } from "../../../shared/credentials/use-message.ts";
import { useRow } from "../../support/data/fixtures.ts";

const message = (...uses: readonly object[]) => JSON.stringify({ version: 1, uses });
const many = (rows: number) => message(...Array.from({ length: rows }, (_, n) => useRow(n)));

describe("a report of a router", () => {
  it("a report is read as it was written", () => {
    const row = useRow(1, { key_version: 3, outcomes: { ok: 20, unauthorized: 1, no_answer: 2 } });
    expect(parseUseMessage(message(row))).toEqual([row]);
    expect(parseUseMessage(many(100))).toHaveLength(100);
  });

  it("the times are brought into one form, so that they compare as texts", () => {
    const row = useRow(1, { hour: "2026-01-01T00:00:00Z", last_used_at: "2026-01-01T00:30:00.5Z" });
    expect(parseUseMessage(message(row))).toEqual([
      { ...row, hour: "2026-01-01T00:00:00.000Z", last_used_at: "2026-01-01T00:30:00.500Z" },
    ]);
  });

  it.each([
    ["no JSON", "nonsense"],
    [
      "a command",
      JSON.stringify({ version: 1, type: "credential.delete", credential_id: useRow().credential_id }),
    ],
    ["another version", JSON.stringify({ version: 2, uses: [useRow()] })],
    ["more than it should have", JSON.stringify({ version: 1, uses: [useRow()], key: "x" })],
    ["a row with more than it should have", message({ ...useRow(), label: "x" })],
    ["no rows", message()],
    ["more than 100 rows", many(101)],
    ["an id that is none", message(useRow(1, { credential_id: "openai" }))],
    ["a use outside of its hour", message(useRow(1, { last_used_at: "2026-01-01T01:00:00.000Z" }))],
    ["an hour that begins at no hour", message(useRow(1, { hour: "2026-01-01T00:30:00.000Z" }))],
    ["a time that is none", message(useRow(1, { last_used_at: "today" }))],
    ["no outcome", message(useRow(1, { outcomes: {} }))],
    ["an outcome that nobody knows", message({ ...useRow(), outcomes: { fine: 1 } })],
    ["a negative count", message(useRow(1, { outcomes: { ok: -1 } }))],
    ["half a use", message(useRow(1, { outcomes: { ok: 0.5 } }))],
    ["a count beyond all counts", message(useRow(1, { outcomes: { ok: 1e15 } }))],
    ["a key version below one", message(useRow(1, { key_version: 0 }))],
  ])("a message with %s is none", (_, body) => {
    expect(parseUseMessage(body)).toBeNull();
  });
});
