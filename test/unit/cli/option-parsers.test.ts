import { expect, it } from "vitest";
import { seconds } from "../../../cli/option-parsers.ts";

it.each([
  ["45s", 45],
  ["30m", 1_800],
  ["24h", 86_400],
  ["7d", 604_800],
])("the duration %s is %i seconds", (text, expected) => {
  expect(seconds(text)).toBe(expected);
});

it.each(["", "7", "d", "7 d", "1.5h", "-1h", "1w", "1h30m", "99999999s", "1constructor"])(
  "the text %j is no duration",
  (text) => {
    expect(() => seconds(text)).toThrow("Expected a time such as 30m, 24h or 7d.");
  },
);
