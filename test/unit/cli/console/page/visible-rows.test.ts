import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partsOf, topFor, visibleRows } from "../../../../../cli/console/page/visible-rows.ts";

const SCREEN = { height: 600, rowHeight: 30, spare: 5 };

describe("the rows on the screen", () => {
  it("the rows to draw are those that are seen, with some above and below, and never more", () => {
    fc.assert(
      fc.property(fc.nat(3_000_000), fc.nat(100_000), (top, total) => {
        const { first, end } = visibleRows({ ...SCREEN, top, total });
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(total);
        expect(end - first).toBeLessThanOrEqual(600 / 30 + 2 + 2 * 5);
        for (const row of [Math.floor(top / 30), Math.ceil((top + 600) / 30) - 1]) {
          if (row < total) expect(first <= row && row < end).toBe(true);
        }
      }),
    );
  });

  it("the parts of a range are all that it touches, and no others", () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 500 }), (first, rows) => {
        const touched = new Set(Array.from({ length: rows }, (_, n) => Math.floor((first + n) / 100)));
        expect(partsOf({ first, end: first + rows }, 100)).toEqual([...touched]);
      }),
    );
    expect(partsOf({ first: 0, end: 0 }, 100)).toEqual([]);
  });

  it("a list moves as little as it must for a row to be seen as a whole", () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(3_000_000), (row, top) => {
        const moved = topFor(row, { top, height: 600, rowHeight: 30 });
        expect(moved).toBeLessThanOrEqual(row * 30);
        expect(moved + 600).toBeGreaterThanOrEqual((row + 1) * 30);
        if (row * 30 >= top && (row + 1) * 30 <= top + 600) expect(moved).toBe(top);
      }),
    );
  });
});
