import { expect, it } from "vitest";
import { onChange } from "../../../../../cli/console/page/on-change.ts";

it("a value is drawn when it is new, and not again while it stays the same", () => {
  const drawn: number[] = [];
  const ifNew = onChange();
  for (const [n, value] of [{ a: 1 }, { a: 1 }, { a: 2 }, { a: 1 }].entries()) {
    ifNew(value, () => drawn.push(n));
  }
  expect(drawn).toEqual([0, 2, 3]);
});
