import { expect, it } from "vitest";
import * as z from "zod/mini";
import { knownNames, knownPath } from "../../../shared/kernel/known-members.ts";

const leaf = z.strictObject({ last: z.number() });
const schemas = [
  z.looseObject({ data: z.optional(z.strictObject({ one: z.nullable(z.array(leaf)) })) }),
  z.looseObject({ data: z.strictObject({ other: z.pipe(z.array(z.any()), z.array(leaf)) }) }),
];

it.each([
  [[], ""],
  [["data", "one", "last"], "data.one.last"],
  [["data", "one", 3, "last"], "data.one.3.last"],
  [["data", "other", 0, "last"], "data.other.0.last"],
  [["data", "secret", "last"], "data.(unknown field)"],
  [["secret"], "(unknown field)"],
  [["data", "one", "last", "secret"], "data.one.last.(unknown field)"],
  [["constructor"], "(unknown field)"],
  [["__proto__", "toString"], "(unknown field)"],
])("the path %j is shown as %j", (path, expected) => {
  expect(knownPath(schemas, path)).toBe(expected);
});

it("a path has five names at most", () => {
  const deep = z.strictObject({
    a: z.strictObject({ a: z.strictObject({ a: z.strictObject({ a: leaf }) }) }),
  });
  const nested = z.strictObject({ a: z.strictObject({ a: deep }) });
  expect(knownPath([nested], ["a", "a", "a", "a", "a", "a", "last"])).toBe("a.a.a.a.a");
});

it("the names that are known at a place are those of every schema that may apply there", () => {
  expect(knownNames(schemas, ["data"])).toEqual(["one", "other"]);
  expect(knownNames(schemas, ["data", "one", 0])).toEqual(["last"]);
  expect(knownNames(schemas, ["secret"])).toEqual([]);
});
