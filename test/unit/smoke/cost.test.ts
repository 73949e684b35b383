import { expect, it } from "vitest";
import { costOf } from "../../smoke/cost.ts";

it("a million changes cost some forty dollars at low traffic, and a million rows less than ten", () => {
  expect(costOf({ changes: 1e6, rows: 0, reads: 0 })).toBeGreaterThan(25);
  expect(costOf({ changes: 1e6, rows: 0, reads: 0 })).toBeLessThan(45);
  expect(costOf({ changes: 0, rows: 1e6, reads: 0 })).toBeLessThan(10);
  expect(costOf({ changes: 0, rows: 0, reads: 0 })).toBe(0);
});
