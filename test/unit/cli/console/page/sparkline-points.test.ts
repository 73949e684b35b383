import { expect, it } from "vitest";
import { pointsOf } from "../../../../../cli/console/page/sparkline-points.ts";

const BOX = { width: 100, height: 22, most: 11 };

it("a line of figures ends at the right, with zero at the bottom and the highest at the top", () => {
  expect(pointsOf([0, 5, 10], BOX)).toBe("80.0,21.0 90.0,11.0 100.0,1.0");
});

it("a line of zeros lies at the bottom", () => {
  expect(pointsOf([0, 0], BOX)).toBe("90.0,21.0 100.0,21.0");
});
