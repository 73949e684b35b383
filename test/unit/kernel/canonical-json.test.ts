import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../shared/kernel/canonical-json.ts";

/** The same value with the members of every object in the opposite order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, reversed(member)]);
  return Object.fromEntries(entries.reverse());
};

const json = fc.jsonValue({ maxDepth: 4 });

describe("the same body in another spelling", () => {
  it("the order of members makes no difference, at any depth", () => {
    expect(canonicalJson({ b: [{ d: 1, c: { f: 2, e: 3 } }], a: null })).toBe(
      '{"a":null,"b":[{"c":{"e":3,"f":2},"d":1}]}',
    );
    fc.assert(fc.property(json, (value) => canonicalJson(value) === canonicalJson(reversed(value))));
  });

  it("an absent member is the same as an undefined one", () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe(canonicalJson({ b: 1 }));
  });
});

describe("different bodies", () => {
  it("every difference that JSON can tell stays a difference", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("the order of a list counts, and null is not absent", () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
    expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}));
  });
});
