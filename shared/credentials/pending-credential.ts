import type { WorkspaceScope } from "../access/management-key.ts";
import type { AuditEvent } from "./audit-event.ts";
import type { Command, CreateCommand } from "./command.ts";
import type { Credential } from "./credential.ts";
import { withoutRegion, withRegionOfKeySet } from "./declared-region.ts";
import type { External } from "./external.ts";
import {
  acceptanceAfter,
  acceptedAt,
  type FieldTimes,
  fieldTimesOf,
  withFieldsSetAt,
} from "./field-times.ts";
import { type InitialSettings, mergeSettings, type SettingsChange, settingsContradict } from "./settings.ts";

/**
 * The record of a credential whose commands arrive before its creation: it keeps their changes until the
 * creation arrives. With `deleted_at` it is a tombstone, and the creation must no longer be carried out.
 * Readers see no such credential.
 */
export interface PendingCredential {
  readonly id: string;
  /** Always null, since no creation has named the provider. This tells the record from a credential. */
  readonly provider: null;
  readonly workspace_id: string | null;
  /** Null until a webhook has named the credential: other doors only delete what they have not seen. */
  readonly source: string | null;
  readonly external_id: string | null;
  /** The time of each field, and that of each workspace's deletion. */
  readonly clocks: FieldTimes;
  readonly changes: SettingsChange;
  /** The latest key, still sealed: encrypting it for storage needs the provider. */
  readonly sealed_key: string | null;
  readonly updated_at: string;
  readonly deleted_at: string | null;
  readonly version: number;
}

/**
 * The record of a creation that was rejected. It holds the id, at which nothing else is ever created, so that the rejection
 * is the creation's one outcome however often the command arrives. Its news has the event.
 */
export const neverCreated = ({ credential_id, workspace_id, time }: AuditEvent): PendingCredential => ({
  ...NOTHING_PENDING,
  id: credential_id,
  workspace_id,
  updated_at: time,
  version: 1,
});

/** What is known of a credential before any command has named it. */
export const NOTHING_PENDING = {
  provider: null,
  workspace_id: null,
  source: null,
  external_id: null,
  clocks: {},
  changes: {},
  sealed_key: null,
  deleted_at: null,
} as const;

/** A record that the table may hold under a credential's id. */
export type CredentialRecord = Credential | PendingCredential;

/** The record under a credential's id, and the events of its last changes: see `news-item.ts`. */
export interface StoredRecord {
  readonly record: CredentialRecord;
  /** Oldest first: the last event always, earlier ones until a change has seen them in the log. */
  readonly news: readonly AuditEvent[];
}

export const isPending = (record: CredentialRecord | null): record is PendingCredential =>
  record?.provider === null;

/** The time of a command that replaces what the record of a credential shows, whatever clocks told the times in it. */
export const timeAfter = (record: CredentialRecord | null, requestedAt: string): string =>
  record === null || isPending(record)
    ? requestedAt
    : acceptanceAfter(fieldTimesOf(record), new Date(requestedAt));

/** A webhook's update or deletion of a credential that has not been created yet. */
export type EarlyCommand = Exclude<Command, CreateCommand> & { readonly external: External };

export const precedesCreation = (
  command: Command,
  record: CredentialRecord | null,
): command is EarlyCommand =>
  command.type !== "credential.create" &&
  command.external !== undefined &&
  (record === null || isPending(record));

const DELETED = "deleted/";
const ALL = "all";

/** The field times after a caller has deleted what it has not seen, in the workspaces that it may manage. */
export function withDeletion(clocks: FieldTimes, scope: WorkspaceScope, time: string): FieldTimes {
  const names = scope === ALL ? [ALL] : scope;
  return withFieldsSetAt(
    clocks,
    names.map((name) => DELETED + name),
    time,
  );
}

/**
 * Whether a caller that may manage the creation's workspace deleted the credential after the creation was accepted,
 * although it had not arrived yet. The deletion of any other caller counts for nothing.
 */
export function isDeletedUnseen({ clocks }: PendingCredential, command: CreateCommand): boolean {
  const deletions = [clocks[DELETED + ALL], clocks[DELETED + command.workspace_id]];
  const accepted = acceptedAt(command.requested_at);
  return deletions.some((time) => time !== undefined && time >= accepted);
}

/** A creation after merging what arrived before it. */
export interface MergedCreation {
  readonly settings: InitialSettings;
  /** The preferred key first: a newer key that arrived before the creation counts, unless it is refused. */
  readonly sealedKeys: readonly string[];
  /** Of what arrived before. */
  readonly clocks: FieldTimes;
}

/**
 * Merges what arrived before a creation into it: the newer value of each field counts. If the early settings
 * contradict the creation's, all of them are dropped.
 */
export function mergePending(command: CreateCommand, record: CredentialRecord | null): MergedCreation {
  if (!isPending(record)) return { settings: command.settings, sealedKeys: [command.sealed_key], clocks: {} };
  const { clocks, changes, sealed_key } = record;
  const time = command.external?.occurred_at ?? "";
  const isNewer = (field: string) => (clocks[field] ?? "") >= time;
  const newer = Object.fromEntries(Object.entries(changes).filter(([field]) => isNewer(field)));
  const newKeys =
    sealed_key !== null && sealed_key !== command.sealed_key && isNewer("key") ? [sealed_key] : [];
  const keySetLast = newKeys.length > 0 && (clocks.key ?? "") > (clocks.declared_region ?? "");
  const own = keySetLast ? withoutRegion(command, command.settings) : command.settings;
  const settings = mergeSettings(own, keySetLast ? withoutRegion(command, newer) : newer);
  return {
    settings: settingsContradict(settings) ? own : settings,
    sealedKeys: [...newKeys, command.sealed_key],
    clocks: keySetLast ? withRegionOfKeySet(command, clocks) : clocks,
  };
}
