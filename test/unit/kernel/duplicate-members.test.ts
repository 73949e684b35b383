import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplicateMembers } from "../../../shared/kernel/duplicate-members.ts";

describe("members that are given twice", () => {
  it.each([
    ['{"key":1,"key":2}', ["key"]],
    ['{"a":{"b":1,"b":2}}', ["a.b"]],
    ['{"a":[{"b":1},{"b":1,"b":2}]}', ["a.b"]],
    ['{"a":1,"b":{"a":1},"a":2,"a":3}', ["a", "a"]],
    ['{"k\\u0065y":1,"key":2}', ["key"]],
    ['[{"x":1,"x":2}]', ["x"]],
    ['{"a":{"c":1},"b":{"c":1},"c":1}', []],
    ['{"a":"a","b":"\\"a\\":1, \\"a\\":2"}', []],
    ["7", []],
  ])("the duplicates in %s are %j", (json, expected) => {
    expect(duplicateMembers(json)).toEqual(expected);
  });

  it("no duplicate is found in what a serialiser writes", () => {
    fc.assert(fc.property(fc.json(), (json) => duplicateMembers(json).length === 0));
  });
});

describe("hostile bodies", () => {
  it("a body of the greatest depth that fits costs little memory and time", () => {
    const depth = 13_000;
    const before = process.memoryUsage().heapUsed;
    expect(duplicateMembers(`${'{"":'.repeat(depth)}1${"}".repeat(depth)}`)).toEqual([]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
  });
});
