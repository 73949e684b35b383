import * as z from "zod/mini";

const START = Date.parse("2000-01-01T00:00:00Z");

/** Refuses a time before the year 2000: its clock was never set, and what it orders would come before all else. */
export const sinceTheYear2000 = z.refine<string>((time) => !(Date.parse(time) < START), {
  message: "must not be before the year 2000",
});
