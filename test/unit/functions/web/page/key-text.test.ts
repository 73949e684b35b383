import { expect, it } from "vitest";
import { documentText, partsText, plainText } from "../../../../../functions/web/page/key-text.ts";

it("a plain key is sealed as it is, without the white space that came along when it was copied", () => {
  expect(plainText(" k-1\n", "")).toBe("k-1");
  expect(plainText("k 1", "")).toBe("k 1");
  expect(plainText("  ", "europe")).toBe("");
});

it("a key of an account with a region is the JSON that names it", () => {
  expect(JSON.parse(plainText(" k-1", "europe"))).toEqual({ api_key: "k-1", region: "europe" });
});

it("one group of parts is an object, more are a list, and what is empty is left out", () => {
  expect(partsText([{ a: " 1 ", b: "" }])).toBe('{"a":"1"}');
  expect(partsText([{ a: "1" }, { a: "2" }])).toBe('[{"a":"1"},{"a":"2"}]');
  expect(partsText([{ a: " " }, { a: "2" }])).toBe('{"a":"2"}');
  expect(partsText([{ a: "" }])).toBe("");
});

it("a document is sealed as it is, without a byte order mark", () => {
  expect(documentText('\uFEFF{"b": 1,\n "a": 2}\n')).toBe('{"b": 1,\n "a": 2}');
});
