import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { fieldProblems } from "../../../shared/kernel/field-problems.ts";
import { uuidSchema } from "../../../shared/kernel/uuid.ts";

const schema = z.strictObject({
  title: z.optional(z.string().check(z.minLength(3))),
  tags: z.optional(z.nullable(z.array(z.strictObject({ colour: z.string() })))),
  by_name: z.optional(z.record(z.string(), z.strictObject({ size: z.number() }))),
  either: z.optional(z.union([z.strictObject({ left: z.number() }), z.literal("none")])),
});

const problemsOf = (value: unknown) =>
  fieldProblems(schema, value, schema.safeParse(value).error).map(({ path, reason }) => `${path}: ${reason}`);

describe("the problems of a value", () => {
  it.each([
    [{ title: "a" }, ["title: must have at least 3 characters"]],
    [{ tags: [{ colour: "red" }, { colour: 7 }] }, ["tags.1.colour: must be a string"]],
    [{ tags: [{ colour: "red", size: 1 }] }, ["tags.0.(unknown field): is not a known field (member 2)"]],
    [{ by_name: { secret: { size: "big" } } }, ["by_name.(entry 1).size: must be a number"]],
    [{ by_name: { a: { size: 1 }, secret: 1 } }, ["by_name.(entry 2): must be an object"]],
    [{ either: { left: "x" } }, ["either: is not valid"]],
    [{ secret: 1, title: "abc" }, ["(unknown field): is not a known field (member 1)"]],
    [{ Title: 1 }, ["(unknown field): is not a known field (member 1); did you mean title?"]],
    [
      { title: "abc", secret: 1, more: 2, tag: 3 },
      ["(unknown field): and 2 more are not known fields (the first is member 2); did you mean tags?"],
    ],
    [{ id: 1 }, ["id: is not a known field"]],
    [
      { secret: 1, id: 1, key: 2 },
      [
        "id: is not a known field",
        "key: is not a known field",
        "(unknown field): is not a known field (member 1)",
      ],
    ],
    [
      JSON.parse('{"__proto__":1,"constructor":2}'),
      ["(unknown field): and 1 more are not known fields (the first is member 1)"],
    ],
    ["text", [": must be an object"]],
  ])("the problems of %j are named by the schema's names alone", (value, expected) => {
    expect(problemsOf(value)).toEqual(expected);
  });

  it("a value that fits has no problems", () => {
    expect(problemsOf({ title: "abc", tags: null, either: "none", by_name: {} })).toEqual([]);
  });
});

it("an id of another form is told as no UUID, as the documents call it", () => {
  const schema = z.object({ id: uuidSchema });
  const value = { id: "no id" };
  const { error } = schema.safeParse(value);
  expect(fieldProblems(schema, value, error)).toContainEqual({ path: "id", reason: "must be a valid UUID" });
});
