import { InvalidArgumentError } from "commander";

/** For the description of `--workspace`, of commands that the API gives a default. */
export const DEFAULT_WORKSPACE = "(default: that of the settings or of the management key)";

/** The parser of an option that takes a whole number within bounds. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** The parser of an option that takes a duration, such as `30m`, `24h` or `7d`, as seconds. */
export function seconds(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,7})([smhd])$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (factor !== undefined) return Number(number) * factor;
  throw new InvalidArgumentError("Expected a time such as 30m, 24h or 7d.");
}

/** Of ISO 8601, what `Date` reads by its definition. It guesses at any other text: that 49 is the year 2049, 12/11 a day in December. */
const ISO_8601 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** The parser of an option that takes an ISO 8601 time. A date alone is its beginning in UTC, a time without an offset is local. */
export function isoTime(text: string): Date {
  const time = new Date(text);
  if (ISO_8601.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError("Expected an ISO 8601 time, such as 2026-01-31T09:30:00Z.");
}
