import type { UpdateCommand } from "./command.ts";
import { type FieldTimes, isNewer, withFieldsSetAt } from "./field-times.ts";
import { type SettingsChange, withoutUndefined } from "./settings.ts";

/** The part of an update that no newer event has overwritten already. */
export interface ApplicableChanges {
  readonly changes: SettingsChange;
  /** Whether the update's key applies, if it brings one. */
  readonly key: boolean;
  readonly clocks: FieldTimes | null;
}

/**
 * The part of an update that applies. By the sender's clock, the last writer wins field by field. An update
 * by another door than the credential's source applies as a whole, since its caller waits for the answer.
 * Null if nothing in it is newer.
 * @param clocks null for a credential whose events arrive in order.
 */
export function applicableChanges(
  command: UpdateCommand,
  clocks: FieldTimes | null,
): ApplicableChanges | null {
  if (clocks === null) return { changes: command.changes, key: true, clocks };
  const { external } = command;
  const time = external?.occurred_at ?? new Date(command.requested_at).toISOString();
  const counts = (field: string) => external === undefined || isNewer(clocks, field, time);

  const changes = Object.fromEntries(
    Object.entries(withoutUndefined(command.changes)).filter(([field]) => counts(field)),
  );
  const named = fieldsNamedBy(command);
  const fields = named.filter(counts);
  if (named.length > 0 && fields.length === 0) return null;
  return { changes, key: fields.includes("key"), clocks: withFieldsSetAt(clocks, fields, time) };
}

/** The fields that an update names. `key` stands for the key itself. */
export const fieldsNamedBy = ({ sealed_key, changes }: UpdateCommand): string[] => [
  ...(sealed_key === undefined ? [] : ["key"]),
  ...Object.keys(withoutUndefined(changes)),
];
