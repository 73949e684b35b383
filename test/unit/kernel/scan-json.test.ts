import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_PROBLEMS } from "../../../shared/kernel/first-problems.ts";
import { MAX_DEPTH, scanJson } from "../../../shared/kernel/scan-json.ts";

const repeatedIn = (json: string) => scanJson(json).repeated.map((path) => path.join("."));

describe("members that are given twice", () => {
  it.each([
    ['{"key":1,"key":2}', ["key"]],
    ['{"a":{"b":1,"b":2}}', ["a.b"]],
    ['{"a":[{"b":1},{"b":1,"b":2}]}', ["a.b"]],
    ['{"a":1,"b":{"a":1},"a":2,"a":3}', ["a", "a"]],
    ['{"k\\u0065y":1,"key":2}', ["key"]],
    ['{"a\\\\":1,"a":2,"a\\\\":3}', ["a\\"]],
    ['{"a\\"":1,"a\\"":2}', ['a"']],
    ['[{"x":1,"x":2}]', ["x"]],
    ['{"a":{"c":1},"b":{"c":1},"c":1}', []],
    ['{"a":"a","b":"\\"a\\":1, \\"a\\":2"}', []],
    ['{"a":"{\\"b\\":1,","b":"]}"}', []],
    ["7", []],
    ['"{"', []],
  ])("the duplicates in %s are %j", (json, expected) => {
    expect(repeatedIn(json)).toEqual(expected);
  });

  it("no duplicate is found in what a serialiser writes", () => {
    fc.assert(fc.property(fc.json(), (json) => scanJson(json).repeated.length === 0));
  });

  it("a member that is written twice into any document is found", () => {
    const document = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(document, fc.nat(), (value, pick) => {
        const names = Object.keys(value);
        const name = names[pick % names.length] ?? "";
        const json = `${JSON.stringify(value).slice(0, -1)},${JSON.stringify(name)}:0}`;
        expect(repeatedIn(json)).toEqual([name]);
      }),
    );
  });

  it("a scan ends with one duplicate more than a report lists", () => {
    expect(repeatedIn(`{${'"a":1,'.repeat(5_000)}"b":1}`)).toHaveLength(MAX_PROBLEMS + 1);
  });
});

describe("the depth of a text", () => {
  it.each([
    ["[", "]"],
    ['{"a":', "}"],
    ['[{"a":1,"a":', "}]"],
  ])("a text of the greatest depth is scanned, and a deeper one is too deep: %s", (open, close) => {
    const levels = open.startsWith("[{") ? MAX_DEPTH / 2 : MAX_DEPTH;
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(scanJson(nested(levels)).tooDeep).toBe(false);
    expect(scanJson(nested(levels + 1))).toEqual({ tooDeep: true, repeated: [] });
    expect(scanJson(nested(100_000)).tooDeep).toBe(true);
  });

  it("a bracket in a string is no level", () => {
    expect(scanJson(JSON.stringify(["[".repeat(100), '\\"['.repeat(100)])).tooDeep).toBe(false);
  });

  it("a text of backslashes costs time in proportion to its length", () => {
    const json = JSON.stringify({ ["\\".repeat(500_000)]: `${"\\".repeat(500_000)}"`.repeat(2) });
    expect(scanJson(json)).toEqual({ tooDeep: false, repeated: [] });
  });
});
