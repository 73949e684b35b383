import { covers, type WorkspaceScope } from "../access/management-key.ts";
import type { Region } from "../kernel/region.ts";
import { refuseRegion } from "../providers/region.ts";
import { applicableChanges } from "./applicable-changes.ts";
import type { AuditEvent, AuditEventType, Rejection, RejectionCode } from "./audit-event.ts";
import { unseenReference } from "./audit-event.ts";
import type { Command, CreateCommand, DeleteCommand, UpdateCommand } from "./command.ts";
import type { Credential } from "./credential.ts";
import { regionOfNew, withRegionOfKey } from "./declared-region.ts";
import type { External } from "./external.ts";
import { fieldTimesOf, fieldTimesSince, timeOf } from "./field-times.ts";
import { type CredentialRecord, isPending, type PendingCredential } from "./pending-credential.ts";
import { changedSettings, DEFAULT_SETTINGS, mergeSettings, settingsContradict } from "./settings.ts";

/** What the worker learned from a raw key before discarding it. */
export interface KeyTraits {
  readonly label: string;
  readonly fingerprint: string;
  /** The codes of the warnings about the key's shape. */
  readonly warnings: readonly string[];
  /** The region that the key names; null for most keys. */
  readonly region: Region | null;
}

/** The effect of one command on its credential: at most one write, and always one event. */
export interface Decision {
  /** The record after the command; null if the command is rejected and nothing changes. */
  readonly credential: Credential | null;
  /** What the table keeps instead of a credential until its creation arrives. */
  readonly pending?: PendingCredential;
  /** The version that the record must still have at the commit; null if there must be no record. */
  readonly expectedVersion: number | null;
  /** Whether the commit writes, wipes or keeps the key's ciphertext. */
  readonly key: "write" | "wipe" | "keep";
  readonly event: AuditEvent;
}

/**
 * The state machine of a credential: absent → live → deleted, and never back. It is pure: the same command on
 * the same record gives the same decision, so a conflict is resolved by reading and deciding again.
 * @param traits the command's key as inspected; undefined if the command brings none.
 */
export function decide(
  command: Command,
  current: Credential | null,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  switch (command.type) {
    case "credential.create":
      return decideCreate(command, current, traits, now);
    case "credential.update":
      return decideUpdate(command, current, traits, now);
    case "credential.delete":
      return decideDelete(command, current, now);
  }
}

function decideCreate(
  command: CreateCommand,
  current: Credential | null,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  if (current !== null) return taken(command, current, now);
  if (settingsContradict(command.settings)) return contradictory(command, now);
  if (traits === undefined) return reject(command, "malformed_command", "a create needs a sealed key", now);
  const settings = { ...command.settings, declared_region: regionOfNew(command, traits) };
  const problem = refuseRegion(command.provider, settings.declared_region, traits.region);
  if (problem !== null) return wrongRegion(command, problem, now);
  const time = now.toISOString();
  const credential: Credential = {
    ...settings,
    id: command.credential_id,
    provider: command.provider,
    workspace_id: command.workspace_id,
    label: traits.label,
    fingerprint: traits.fingerprint,
    key_region: traits.region,
    sort_order: Date.parse(command.requested_at),
    created_at: time,
    updated_at: time,
    deleted_at: null,
    version: 1,
    key_version: 1,
    source: command.external?.source ?? null,
    external_id: command.external?.external_id ?? null,
    clocks: fieldTimesSince(timeOf(command)),
  };
  const changed = ["key", ...changedSettings(DEFAULT_SETTINGS, settings)];
  const event = eventOf(command, "credential.created", credential, changed, traits.warnings);
  return { credential, expectedVersion: null, key: "write", event };
}

function decideUpdate(
  command: UpdateCommand,
  current: Credential | null,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  if (!isLive(current, command)) return notFound(command, now);
  const applicable = applicableChanges(command, fieldTimesOf(current));
  if (applicable === null)
    return reject(command, "superseded", "newer events have set all of this already", now);
  // The key that is stored already is no new one: its ciphertext stays, and nothing was rotated.
  const newKey = applicable.key && traits?.fingerprint !== current.fingerprint ? traits : undefined;
  const { changes, clocks } = newKey ? withRegionOfKey(applicable, current, newKey, command) : applicable;
  const settings = mergeSettings(current, changes);
  if (settingsContradict(settings)) return contradictory(command, now);
  const key_region = newKey ? newKey.region : current.key_region;
  const problem =
    changes.declared_region === undefined
      ? null
      : refuseRegion(current.provider, changes.declared_region, key_region);
  if (problem !== null) return wrongRegion(command, problem, now);
  const credential: Credential = {
    ...current,
    ...settings,
    ...(newKey && {
      label: newKey.label,
      fingerprint: newKey.fingerprint,
      key_version: current.key_version + 1,
    }),
    key_region,
    clocks,
    updated_at: now.toISOString(),
    version: current.version + 1,
  };
  const changed = [...(newKey ? ["key"] : []), ...changedSettings(current, changes)];
  const type = newKey ? "credential.rotated" : "credential.updated";
  const event = eventOf(command, type, credential, changed, newKey?.warnings ?? []);
  return { credential, expectedVersion: current.version, key: newKey ? "write" : "keep", event };
}

function decideDelete(command: DeleteCommand, current: Credential | null, now: Date): Decision {
  if (!isLive(current, command)) return command.scope ? rejectUnseen(command, now) : notFound(command, now);
  const time = now.toISOString();
  const credential = { ...current, updated_at: time, deleted_at: time, version: current.version + 1 };
  const event = eventOf(command, "credential.deleted", credential, [], []);
  return { credential, expectedVersion: current.version, key: "wipe", event };
}

/** A decision that changes nothing, but records durably that the command can never succeed. */
export function reject(command: Command, code: RejectionCode, message: string, now: Date): Decision {
  return {
    credential: null,
    expectedVersion: null,
    key: "keep",
    event: rejectionEvent(command, { code, message }, now),
  };
}

/** Rejects a deletion of what its caller may not manage, or of what does not exist: the two must look the same. */
export function rejectUnseen(command: DeleteCommand, now: Date): Decision {
  const decision = notFound(command, now);
  const { credential_id } = unseenReference(decision.event);
  return { ...decision, event: { ...decision.event, credential_id } };
}

/** The workspace that a command's event belongs to: that of its caller, where the credential is none of the caller's. */
const workspaceOfEvent = (command: CommandIdentity): string | null =>
  command.workspace_id ??
  (Array.isArray(command.scope) ? ((command.scope as readonly string[])[0] ?? null) : null);

/** The part of a command that a rejection needs. A malformed command may have no more than this. */
export type CommandIdentity = Pick<
  Command,
  "id" | "credential_id" | "workspace_id" | "actor" | "door" | "request_id"
> & {
  readonly body_digest?: string | undefined;
  readonly provider?: string;
  readonly external?: External | undefined;
  readonly scope?: WorkspaceScope | undefined;
};

export function rejectionEvent(command: CommandIdentity, rejection: Rejection, now: Date): AuditEvent {
  return {
    ...identity(command),
    type: "credential.rejected",
    provider: command.provider ?? null,
    time: now.toISOString(),
    changed: [],
    version: null,
    fingerprint: null,
    warnings: [],
    rejection,
  };
}

/** The event of a command that was carried out, with the record after it. */
export function eventOf(
  command: Command,
  type: AuditEventType,
  record: CredentialRecord,
  changed: readonly string[],
  warnings: readonly string[] = [],
): AuditEvent {
  return {
    ...identity(command),
    type,
    workspace_id: record.workspace_id,
    provider: record.provider,
    source: record.source,
    external_id: record.external_id,
    time: record.updated_at,
    changed,
    version: record.version,
    fingerprint: isPending(record) ? null : record.fingerprint,
    warnings,
    rejection: null,
  };
}

const identity = (command: CommandIdentity) => ({
  id: command.id,
  credential_id: command.credential_id,
  workspace_id: workspaceOfEvent(command),
  actor: command.actor,
  door: command.door,
  request_id: command.request_id,
  body_digest: command.body_digest ?? null,
  source: command.external?.source ?? null,
  external_id: command.external?.external_id ?? null,
});

/** Another workspace's credential counts as absent, so that the answer does not reveal it. */
const isLive = (current: Credential | null, command: UpdateCommand | DeleteCommand): current is Credential =>
  current !== null && current.deleted_at === null && mayChange(command, current.workspace_id);

const mayChange = (command: UpdateCommand | DeleteCommand, workspaceId: string | null): boolean =>
  command.type === "credential.delete" && command.scope !== undefined
    ? covers(command.scope, workspaceId)
    : workspaceId === command.workspace_id;

const notFound = (command: Command, now: Date) =>
  reject(command, "credential_not_found", "there is no such credential", now);

const taken = (command: CreateCommand, { deleted_at }: Credential, now: Date) =>
  deleted_at !== null && command.external !== undefined
    ? reject(command, "credential_deleted", "a credential with this external_id was deleted", now)
    : reject(command, "credential_exists", "a credential with this id exists", now);

const wrongRegion = (command: Command, problem: string, now: Date) =>
  reject(command, "contradictory_settings", `declared_region ${problem}`, now);

const contradictory = (command: Command, now: Date) =>
  reject(command, "contradictory_settings", "is_byok_only and is_fallback exclude each other", now);
