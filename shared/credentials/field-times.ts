/**
 * The time at which each field of a credential was last set, by the sender's clock, in ISO 8601. `created` is
 * the time of the creation, which sets every field. Only credentials of a webhook source have field times,
 * since only their events may arrive out of order.
 */
export type FieldTimes = Readonly<Record<string, string>>;

const CREATED = "created";

/** The field times of a new credential: every field dates from the creation. */
export const fieldTimesSince = (time: string): FieldTimes => ({ [CREATED]: time });

/**
 * Whether an event of that time may set a field. Of two events with the same time, the later arrival wins,
 * because many senders' clocks have a resolution of one second.
 */
export const isNewer = (clocks: FieldTimes, field: string, time: string): boolean =>
  time >= (clocks[field] ?? "") && time >= (clocks[CREATED] ?? "");

/** The field times after an event set these fields. A field's time never decreases. */
export const withFieldsSetAt = (clocks: FieldTimes, fields: readonly string[], time: string): FieldTimes => {
  const set = fields.map((field) => [field, isNewer(clocks, field, time) ? time : clocks[field]]);
  return { ...clocks, ...Object.fromEntries(set.filter(([, value]) => value !== undefined)) };
};
