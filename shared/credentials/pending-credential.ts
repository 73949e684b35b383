import type { Command, CreateCommand } from "./command.ts";
import type { Credential } from "./credential.ts";
import type { External } from "./external.ts";
import type { FieldTimes } from "./field-times.ts";
import { mergeSettings, type Settings, type SettingsChange, settingsContradict } from "./settings.ts";

/**
 * What is kept of a credential whose events arrive before its creation: what they change, until the creation arrives.
 * With `deleted_at` it is a tombstone, and the creation must not be carried out any more. For readers there is no such
 * credential.
 */
export interface PendingCredential {
  readonly id: string;
  /** No event has named it yet; tells this from a credential. */
  readonly provider: null;
  readonly workspace_id: string | null;
  readonly source: string;
  readonly external_id: string;
  readonly clocks: FieldTimes;
  readonly changes: SettingsChange;
  /** The latest key, still sealed: what protects a key at rest needs the provider. */
  readonly sealed_key: string | null;
  readonly updated_at: string;
  readonly deleted_at: string | null;
  readonly version: number;
}

/** What the table may hold under a credential's id. */
export type CredentialRecord = Credential | PendingCredential;

export const isPending = (record: CredentialRecord | null): record is PendingCredential =>
  record?.provider === null;

/** A webhook's change or deletion of a credential that no creation has made yet. */
type EarlyCommand = Exclude<Command, CreateCommand> & { readonly external: External };

export const precedesCreation = (
  command: Command,
  record: CredentialRecord | null,
): command is EarlyCommand =>
  command.type !== "credential.create" &&
  command.external !== undefined &&
  (record === null || isPending(record));

/** What a creation sets once what arrived before it is taken into account. */
export interface MergedCreation {
  readonly settings: Settings;
  /** The best first: a newer key that arrived before the creation counts, unless it is refused. */
  readonly sealedKeys: readonly string[];
}

/**
 * Merges what arrived before a creation into it: of each field the newer value counts. All early settings are dropped
 * where they would contradict the creation's.
 */
export function mergePending(command: CreateCommand, record: CredentialRecord | null): MergedCreation {
  if (!isPending(record)) return { settings: command.settings, sealedKeys: [command.sealed_key] };
  const { clocks, changes, sealed_key } = record;
  const time = command.external?.occurred_at ?? "";
  const isNewer = (field: string) => (clocks[field] ?? "") >= time;
  const newer = Object.fromEntries(Object.entries(changes).filter(([field]) => isNewer(field)));
  const settings = mergeSettings(command.settings, newer);
  return {
    settings: settingsContradict(settings) ? command.settings : settings,
    sealedKeys: [
      ...(sealed_key !== null && sealed_key !== command.sealed_key && isNewer("key") ? [sealed_key] : []),
      command.sealed_key,
    ],
  };
}
