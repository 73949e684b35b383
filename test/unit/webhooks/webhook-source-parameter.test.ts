import { expect, it } from "vitest";
import { reveal, type Secret } from "../../../shared/kernel/secret.ts";
import { fromParameter, toParameter } from "../../../shared/webhooks/webhook-source-parameter.ts";
import { webhookWorld } from "../../support/worlds/webhook-world.ts";

const { source } = await webhookWorld();

it("a source with fifty workspaces and five secrets fits a standard parameter", () => {
  const [entry] = source.secrets;
  if (entry === undefined) throw new Error("a source has a secret");
  const largest = {
    ...source,
    workspaces: Array.from(
      { length: 50 },
      (_, n) => `a0000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    ),
    secrets: Array(5).fill({ ...entry, expires_at: entry.created_at }),
  };
  expect(Buffer.byteLength(toParameter(largest))).toBeLessThan(4096);
});

it("a source is the same after it was stored and read, with its key for ids and what its operator allowed", () => {
  const stored = { ...source, allow_untimed: true };
  const read = fromParameter(source.name, toParameter(stored));
  expect(read).toEqual(stored);
  expect(reveal(read?.id_key as Secret)).toBe(reveal(source.id_key as Secret));
});

it("a source from before has no key for ids, and is read and written as it was", () => {
  const { id_key: _, ...before } = source;
  const value = toParameter(before);
  expect(value).not.toContain("id_key");
  expect(toParameter(fromParameter(source.name, value) ?? source)).toBe(value);
});

it.each([
  ["an empty key for ids", { id_key: "" }],
  ["a permission that is no boolean", { allow_untimed: "yes" }],
])("a parameter with %s is no source", (_, changes) => {
  const value = { ...JSON.parse(toParameter(source)), ...changes };
  expect(fromParameter(source.name, JSON.stringify(value))).toBeNull();
});
