import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { fieldProblems } from "../../../shared/kernel/field-problems.ts";
import { NO_OFFSET, NOT_UTC, offsetTimeSchema, utcTimeSchema } from "../../../shared/kernel/time.ts";

const schema = z.object({ utc: z.optional(utcTimeSchema), any: z.optional(offsetTimeSchema) });
const reasonsOf = (value: object) =>
  fieldProblems(schema, value, schema.safeParse(value).error).map(({ reason }) => reason);

describe("times that callers give", () => {
  it.each([
    "2026-01-31T09:30:00+02:00",
    "2026-01-31T09:30:00.123-05:00",
    "2026-01-31T09:30:00+00:00",
    "2026-01-31T09:30:00+0200",
    "2026-01-31T09:30:00",
    "2026-01-31T09:30:00z",
    "2026-01-31T09:30Z",
    "2026-01-31 09:30:00Z",
    "2026-01-31 09:30:00 UTC",
  ])("a time that must be in UTC, given as %s, is refused with the form that is asked for", (utc) => {
    expect(reasonsOf({ utc })).toEqual([NOT_UTC]);
  });

  it.each([
    "2026-01-31T09:30:00",
    "2026-01-31T09:30:00.5",
    "2026-01-31T09:30:00+0200",
    "2026-01-31T09:30+02:00",
    "2026-01-31 09:30:00",
  ])(
    "a time without an offset that can be read, such as %s, is refused with the form that is asked for",
    (any) => {
      expect(reasonsOf({ any })).toEqual([NO_OFFSET]);
    },
  );

  it.each([
    "",
    "yesterday",
    "2026-02-31T09:30:00Z",
    "2026-01-31",
    "1769851800",
    `2026-01-31T09:30:00${"0".repeat(99)}`,
  ])("a text that is no time, such as %j, is told as none", (text) => {
    expect(reasonsOf({ utc: text })).toEqual(["must be a valid datetime"]);
    expect(reasonsOf({ any: text })).toEqual(["must be a valid datetime"]);
  });

  it("a time before the year 2000 is refused", () => {
    const reason = "must not be before the year 2000";
    expect(reasonsOf({ utc: "1970-01-01T00:00:00Z" })).toEqual([reason]);
    expect(reasonsOf({ any: "1970-01-01T00:00:00+02:00" })).toEqual([reason]);
  });

  it.each(["2026-01-31T09:30:00Z", "2026-01-31T09:30:00.123Z"])("a time in UTC is accepted: %s", (time) => {
    expect(reasonsOf({ utc: time, any: time })).toEqual([]);
    expect(reasonsOf({ any: time.replace("Z", "+02:00") })).toEqual([]);
  });
});
