import { describe, expect, it } from "vitest";
import { itemSize, readUnits, writeUnits } from "../../../bench/stub/item-size.ts";

describe("an item's size, as DynamoDB charges it", () => {
  it.each([
    ["a text and its name, in UTF-8", { ab: { S: "aé" } }, 2 + 3],
    ["a number, two digits a byte and one more", { n: { N: "1795455940446" } }, 1 + 8],
    ["binary as it is, not in base64", { b: { B: Buffer.alloc(100).toString("base64") } }, 1 + 100],
    ["a list: three bytes, and one for each entry", { l: { L: [{ S: "abc" }, { S: "d" }] } }, 1 + 3 + 2 + 4],
    ["a map: three bytes, and one for each member", { m: { M: { k: { S: "v" } } } }, 1 + 3 + 1 + 2],
    ["true, false and null", { t: { BOOL: true }, f: { BOOL: false }, z: { NULL: true } }, 3 + 3],
  ])("the size counts %s", (_, item, bytes) => {
    expect(itemSize(item)).toBe(bytes);
  });

  it("an item is charged in whole units: a kilobyte to write, four to read, and one at least", () => {
    expect([0, 1, 1024, 1025].map(writeUnits)).toEqual([1, 1, 1, 2]);
    expect([0, 4096, 4097].map(readUnits)).toEqual([1, 1, 2]);
  });
});
