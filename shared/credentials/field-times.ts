import type { Command } from "./command.ts";
import type { Credential } from "./credential.ts";

/**
 * The time at which each field of a credential was last set, in ISO 8601 with milliseconds. `created` is the time of the
 * creation, which sets every field. Webhooks count by the sender's clock, all other commands by the time at which their
 * door accepted them.
 */
export type FieldTimes = Readonly<Record<string, string>>;

const CREATED = "created";

/** The time that counts for a command: never the time at which it reaches the worker, which may be weeks later. */
export const timeOf = ({ external, requested_at }: Command): string =>
  external?.occurred_at ?? acceptedAt(requested_at);

/** With milliseconds, so that times compare as texts. */
export const acceptedAt = (requestedAt: string): string => new Date(requestedAt).toISOString();

/** The field times of a new credential: every field dates from the creation. */
export const fieldTimesSince = (time: string): FieldTimes => ({ [CREATED]: time });

/** The field times of a credential; those of one from before date from its creation. */
export const fieldTimesOf = ({ clocks, created_at }: Pick<Credential, "clocks" | "created_at">): FieldTimes =>
  clocks ?? fieldTimesSince(created_at);

/**
 * Whether a command of that time may set a field. Of two commands with the same time, the later arrival wins, because
 * many senders' clocks have a resolution of one second.
 */
export const isNewer = (clocks: FieldTimes, field: string, time: string): boolean =>
  time >= (clocks[field] ?? "") && time >= (clocks[CREATED] ?? "");

/** The field times after a command set these fields. A field's time never decreases. */
export const withFieldsSetAt = (clocks: FieldTimes, fields: readonly string[], time: string): FieldTimes => {
  const set = fields.map((field) => [field, isNewer(clocks, field, time) ? time : clocks[field]]);
  return { ...clocks, ...Object.fromEntries(set.filter(([, value]) => value !== undefined)) };
};

/**
 * The time at which a door accepts a command on a credential that it has seen: now, and in any case after every command
 * that the credential shows already. The clocks of two processes, or of a sender, may differ.
 */
export function acceptanceAfter(clocks: FieldTimes, now: Date): string {
  const latest = Object.values(clocks).reduce((max, time) => Math.max(max, Date.parse(time)), 0);
  return new Date(Math.max(now.getTime(), latest + 1)).toISOString();
}
