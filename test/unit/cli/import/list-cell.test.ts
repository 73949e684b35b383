import fc from "fast-check";
import { expect, it } from "vitest";
import { listCell } from "../../../../cli/import/list-cell.ts";

it.each([
  ["a;b", ["a", "b"]],
  ["a, b", ["a", "b"]],
  ["a,b;", ["a", "b"]],
  ["openai/gpt-4o:free", ["openai/gpt-4o:free"]],
  ["a\nb\r\nc", ["a", "b", "c"]],
  ['["a","b, c"]', ["a", "b, c"]],
  ["[]", []],
  ["a b", null],
  ["a|b", null],
  ["['a','b']", null],
  ['["a",1]', null],
  ['["a"', null],
  ['"a","b"', null],
  ["(a)", null],
  [";", null],
])("a cell is a list or nothing: %j", (cell, items) => {
  expect(listCell(cell)).toEqual(items);
});

it("a list reads back as it was written, whichever notation it is in", () => {
  const item = fc.stringMatching(/^[\w/:.@-]{1,12}$/);
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1 }),
      fc.constantFrom(";", ",", "; ", ", ", "\n"),
      (items, separator) => {
        expect(listCell(items.join(separator))).toEqual(items);
        expect(listCell(JSON.stringify(items))).toEqual(items);
      },
    ),
  );
});
