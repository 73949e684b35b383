import * as z from "zod/mini";

export const HOUR_MS = 3_600_000;

/** The start of a time's hour. */
export const hourOf = (time: Date): string =>
  new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS).toISOString();

const START = Date.parse("2000-01-01T00:00:00Z");

/** Refuses a time before the year 2000: its clock was never set, and what it orders would come before all else. */
const sinceTheYear2000 = z.refine<string>((time) => !(Date.parse(time) < START), {
  message: "must not be before the year 2000",
});

/** A date and a time of day that the schemas below refuse for its form alone. */
const OTHER_FORM =
  /^\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d.{0,16}|T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:z|[+-]\d\d(?::?\d\d)?)?|T\d\d:\d\dZ)$/;

const instead = (reason: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    typeof input === "string" && OTHER_FORM.test(input) ? reason : undefined,
});

export const NOT_UTC =
  "must be a time in UTC such as 2026-01-31T09:30:00Z: with T and seconds, and Z at its end";

/** A time that a caller gives in UTC: ISO 8601 with `Z`. */
export const utcTimeSchema = z.iso.datetime(instead(NOT_UTC)).check(sinceTheYear2000);

export const NO_OFFSET =
  "must be a time such as 2026-01-31T09:30:00+02:00: with T, and Z or the offset from UTC at its end";

/** A time that a caller gives: ISO 8601 with `Z` or another offset. */
export const offsetTimeSchema = z.iso
  .datetime({ offset: true, ...instead(NO_OFFSET) })
  .check(sinceTheYear2000);
