/*
 * The audit archive's objects. Keys sort by time, and an object's key tells when it was written.
 *
 *   events/<yyyy>/<mm>/<dd>/<hh>/<time>-<hash>.jsonl   audit events from the bus, one CloudEvent a line
 *   digests/<number>.jws                               signed digests, each of which names the previous one
 */

export const EVENTS_PREFIX = "events/";
export const DIGESTS_PREFIX = "digests/";

/** `2026-02-03T04:05:06.789Z` without the colons, which some file systems refuse. */
const compact = (time: Date): string => time.toISOString().replaceAll(":", "-");

/** The boundary of a time: the key of every object written then or later sorts after it. */
export function eventsBoundary(time: Date): string {
  const [year, month, day, hour] = time.toISOString().split(/[-T:]/);
  return `${EVENTS_PREFIX}${year}/${month}/${day}/${hour}/${compact(time)}`;
}

export const eventsKey = (time: Date, sha256: string): string =>
  `${eventsBoundary(time)}-${sha256.slice(0, 16)}.jsonl`;

/** The time at which an object was written, from its key; null for a key that the archiver would not give. */
export function timeOfEvents(key: string): Date | null {
  const match = /\/(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)-([\da-f]{16})\.jsonl$/.exec(key);
  if (match === null) return null;
  const [, date, hours, minutes, seconds, sha256 = ""] = match;
  const time = new Date(`${date}T${hours}:${minutes}:${seconds}`);
  return Number.isNaN(time.getTime()) || key !== eventsKey(time, sha256) ? null : time;
}

const DIGITS = 10;

/** A digest's key follows from its number, so that two concurrent runs cannot both write the next digest. */
export const digestKey = (sequence: number): string =>
  `${DIGESTS_PREFIX}${String(sequence).padStart(DIGITS, "0")}.jws`;

/** The number of the digest with this key; null for a key that no digest has. */
export function sequenceOf(key: string): number | null {
  const sequence = Number(/^digests\/(\d{10})\.jws$/.exec(key)?.[1] ?? Number.NaN);
  return sequence >= 1 ? sequence : null;
}
