import { format, inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";

const VALUE = "canary-5f1d-never-print-me";
const secret = new Secret(VALUE);

describe("a raw key that is printed", () => {
  it.each([
    ["concatenated", `${secret}`],
    ["added to a string", `key: ${secret as unknown as string}`],
    ["as String()", String(secret)],
    ["by its toString", secret.toString()],
    ["by toLocaleString", secret.toLocaleString()],
    ["in a joined list", [secret, secret].join(" ")],
    ["as JSON", JSON.stringify(secret)],
    ["as JSON within an object", JSON.stringify({ nested: { list: [secret] } })],
    ["inspected", inspect(secret)],
    ["inspected within an object", inspect({ nested: { list: [secret] } }, { depth: 9 })],
    ["inspected with hidden members", inspect({ secret }, { showHidden: true, getters: true, depth: 9 })],
    ["inspected in a Map", inspect(new Map([["key", secret]]), { showHidden: true })],
    ["formatted with %s", format("%s", secret)],
    ["formatted with %o", format("%o", secret)],
    ["formatted with %O", format("%O", { secret })],
    ["formatted with %j", format("%j", { secret })],
    ["logged as an extra argument", format("key:", secret)],
    ["as an error's message", inspect(new Error(`refused ${secret}`))],
    ["as an error's cause", inspect(new Error("refused", { cause: secret }))],
  ])("a raw key never prints %s", (_, printed) => {
    expect(printed).toContain("[secret]");
    expect(printed).not.toContain(VALUE);
  });

  it.each([
    ["inspected without its own inspection", inspect(secret, { customInspect: false, showHidden: true })],
    ["as a number", format("%d %i %f", secret, secret, secret)],
    ["by its members", JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret)])],
    ["copied member by member", JSON.stringify({ ...secret })],
    ["structurally cloned", inspect(structuredClone({ secret }), { showHidden: true })],
  ])("a raw key does not show its value %s", (_, printed) => {
    expect(printed).not.toContain(VALUE);
  });

  it("the function reveal alone gives the raw key", () => {
    expect(reveal(secret)).toBe(VALUE);
  });
});
