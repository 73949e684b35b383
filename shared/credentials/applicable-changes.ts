import type { UpdateCommand } from "./command.ts";
import { type FieldTimes, isNewer, timeOf, withFieldsSetAt } from "./field-times.ts";
import { namedFields, type SettingsChange, withoutUndefined } from "./settings.ts";

/** The part of an update that no newer event has overwritten already. */
export interface ApplicableChanges {
  readonly changes: SettingsChange;
  /** Whether the update's key applies, if it brings one. */
  readonly key: boolean;
  readonly clocks: FieldTimes;
}

/**
 * The part of an update that applies: the last writer wins, field by field, by the time that counts for the command and
 * not by its arrival. Null if nothing in it is newer.
 */
export function applicableChanges(command: UpdateCommand, clocks: FieldTimes): ApplicableChanges | null {
  const time = timeOf(command);
  const counts = (field: string) => isNewer(clocks, field, time);

  const changes = Object.fromEntries(
    Object.entries(withoutUndefined(command.changes)).filter(([field]) => counts(field)),
  );
  const named = fieldsNamedBy(command);
  const fields = named.filter(counts);
  if (named.length > 0 && fields.length === 0) return null;
  return { changes, key: fields.includes("key"), clocks: withFieldsSetAt(clocks, fields, time) };
}

/** The fields that an update names. `key` stands for the key itself. */
export const fieldsNamedBy = ({ sealed_key, changes }: UpdateCommand): string[] =>
  namedFields(sealed_key !== undefined, changes);
