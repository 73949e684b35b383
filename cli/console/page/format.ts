/* How figures and times are shown. */

const NUMBERS = new Intl.NumberFormat("en");

export const number = (value: number): string => NUMBERS.format(value);

/** `1 row`, `2,000 rows` */
export const count = (value: number, noun: string): string =>
  `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

/** `2026-11-27 02:31:05`, in the time zone of the reader. */
export function dateTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":")}`;
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
] as const;

/** `3 min ago`, `just now`. @param now in milliseconds since 1970 */
export function ago(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1_000);
  const unit = UNITS.find(([, size]) => seconds >= size);
  return unit === undefined ? "just now" : `${Math.floor(seconds / unit[1])} ${unit[0]} ago`;
}

/** The beginning of an id, which tells it from the others on a screen. */
export const shortId = (id: string): string => id.slice(0, 8);
