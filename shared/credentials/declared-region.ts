import type { Region } from "../kernel/region.ts";
import { isRegionInKey, refuseRegion } from "../providers/region.ts";
import type { ApplicableChanges } from "./applicable-changes.ts";
import type { CreateCommand, UpdateCommand } from "./command.ts";
import type { Credential } from "./credential.ts";
import { type FieldTimes, fieldTimesOf, isNewer, timeOf, withFieldsSetAt } from "./field-times.ts";
import type { InitialSettings, SettingsChange } from "./settings.ts";

/** What the region of a key decides. */
interface RegionOfKey {
  readonly region: Region | null;
}

/** The region that a new credential declares: the one of its creation, or else that of its key. */
export const regionOfNew = (
  { settings }: Pick<CreateCommand, "settings">,
  key: RegionOfKey,
): Region | null => (settings.declared_region === undefined ? key.region : settings.declared_region);

/** The settings before a new key: where the key names the region, it takes the place of an older declaration. */
export const withoutRegion = <Some extends SettingsChange>(
  { provider }: Pick<CreateCommand, "provider">,
  settings: Some,
): Some => {
  if (!isRegionInKey(provider)) return settings;
  const { declared_region: _, ...rest } = settings;
  return rest as Some;
};

/** The field times after a new key, which also sets the region where it names one. */
export const withRegionOfKeySet = (
  { provider }: Pick<CreateCommand, "provider">,
  clocks: FieldTimes,
): FieldTimes =>
  isRegionInKey(provider) && clocks.key !== undefined ? { ...clocks, declared_region: clocks.key } : clocks;

/**
 * The settings of a creation after merging what arrived before it. An early declaration that the provider or the key does
 * not allow is dropped, as it would have been rejected after the creation.
 */
export function withFittingRegion(
  { provider, settings }: CreateCommand,
  merged: InitialSettings,
  key: RegionOfKey,
): InitialSettings {
  const declared = merged.declared_region ?? null;
  const fits = declared === settings.declared_region || refuseRegion(provider, declared, key.region) === null;
  return fits ? merged : { ...merged, declared_region: settings.declared_region };
}

/**
 * What applies of an update that brings a new key. Where the key names the region, a new key declares it again, unless the
 * update says otherwise, or a later one did that the new key does not contradict.
 */
export function withRegionOfKey(
  applicable: ApplicableChanges,
  current: Credential,
  key: RegionOfKey,
  command: UpdateCommand,
): ApplicableChanges {
  const { provider, declared_region } = current;
  if (!isRegionInKey(provider) || applicable.changes.declared_region !== undefined) return applicable;
  const time = timeOf(command);
  const isLatest = isNewer(fieldTimesOf(current), "declared_region", time);
  if (!isLatest && refuseRegion(provider, declared_region, key.region) === null) return applicable;
  return {
    ...applicable,
    changes: { ...applicable.changes, declared_region: key.region },
    clocks: withFieldsSetAt(applicable.clocks, ["declared_region"], time),
  };
}
