import { expect, it } from "vitest";
import { isoTime, seconds } from "../../../cli/option-parsers.ts";

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

it.each([
  ["2026-12-31", "2026-12-31T00:00:00.000Z"],
  ["2026-12-31T09:30:00Z", "2026-12-31T09:30:00.000Z"],
  ["2026-12-31T09:30+01:00", "2026-12-31T08:30:00.000Z"],
  ["2026-12-31T09:30:00.250Z", "2026-12-31T09:30:00.250Z"],
])("the time %s is %s", (text, expected) => {
  expect(isoTime(text).toISOString()).toBe(expected);
});

it.each([
  "",
  "49",
  "30d",
  "2027",
  "12/11/2026",
  "31.12.2026",
  "tomorrow 5",
  "2026-13-01",
  "2026-12-31 09:30",
])("the text %j is no time, whatever a guess would make of it", (text) => {
  expect(() => isoTime(text)).toThrow("Expected an ISO 8601 time");
});
