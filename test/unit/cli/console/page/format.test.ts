import { describe, expect, it } from "vitest";
import { ago, count, dateTime, number, shortId } from "../../../../../cli/console/page/format.ts";

const NOW = Date.parse("2026-11-27T12:00:00Z");

describe("how the console shows figures and times", () => {
  it.each([
    ["2026-11-27T11:59:31Z", "just now"],
    ["2026-11-27T11:57:00Z", "3 min ago"],
    ["2026-11-27T09:00:00Z", "3 h ago"],
    ["2026-11-24T11:00:00Z", "3 d ago"],
    ["2026-11-27T12:00:05Z", "just now"],
  ])("the time %s is %s", (time, text) => {
    expect(ago(time, NOW)).toBe(text);
  });

  it("a time is shown in the reader's time zone, and what is none as it is", () => {
    const there = new Date(2026, 0, 2, 3, 4, 5);
    expect(dateTime(there.toISOString())).toBe("2026-01-02 03:04:05");
    expect(dateTime("never")).toBe("never");
  });

  it("a number has separators, and a noun its plural", () => {
    expect([number(1_204_000), count(1, "row"), count(2_000, "row")]).toEqual([
      "1,204,000",
      "1 row",
      "2,000 rows",
    ]);
    expect(shortId("6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8")).toBe("6f6f9d0a");
  });
});
