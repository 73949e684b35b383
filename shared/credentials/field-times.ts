/**
 * When each field of a credential was last set, by the sender's clock, in ISO 8601. `created` is that of the creation,
 * which sets every field. Only credentials of a webhook source have clocks: their events may come out of order.
 */
export type FieldTimes = Readonly<Record<string, string>>;

const CREATED = "created";

/** Every field dates from the creation. */
export const fieldTimesSince = (time: string): FieldTimes => ({ [CREATED]: time });

/**
 * Whether a field may be set by an event of that time. Of two events with the same time the one that comes later
 * counts: many senders' clocks tick in seconds.
 */
export const isNewer = (clocks: FieldTimes, field: string, time: string): boolean =>
  time >= (clocks[field] ?? "") && time >= (clocks[CREATED] ?? "");

/** The clocks after these fields were set. A clock never goes back. */
export const withFieldsSetAt = (clocks: FieldTimes, fields: readonly string[], time: string): FieldTimes => {
  const set = fields.map((field) => [field, isNewer(clocks, field, time) ? time : clocks[field]]);
  return { ...clocks, ...Object.fromEntries(set.filter(([, value]) => value !== undefined)) };
};
