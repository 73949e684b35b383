import { covers, type WorkspaceScope } from "../access/management-key.ts";
import { applicableChanges, fieldsNamedBy } from "./applicable-changes.ts";
import type { Command, CreateCommand, DeleteCommand, UpdateCommand } from "./command.ts";
import { type Decision, decide, eventOf, type KeyTraits, reject, rejectUnseen } from "./decide.ts";
import { withFittingRegion } from "./declared-region.ts";
import { timeOf } from "./field-times.ts";
import {
  type CredentialRecord,
  type EarlyCommand,
  isDeletedUnseen,
  isPending,
  mergePending,
  NOTHING_PENDING,
  type PendingCredential,
  precedesCreation,
  withDeletion,
} from "./pending-credential.ts";

/**
 * The state machine of a credential whose commands may arrive in any order. A record keeps what arrives before the
 * creation, and a deletion is final whenever it arrives. What arrives after the creation is {@link decide}'s.
 */
export function decideOutOfOrder(
  command: Command,
  current: CredentialRecord | null,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  if (current !== null && !isPending(current)) return decide(command, current, traits, now);
  if (command.type === "credential.delete" && command.scope !== undefined) {
    return deleteUnseen(command, command.scope, current, now);
  }
  if (precedesCreation(command, current)) return decideEarly(command, current, now);
  if (current === null) return decide(command, current, traits, now);
  return command.type === "credential.create"
    ? createFromPending(command, current, traits, now)
    : notFound(command, now);
}

/**
 * A door deletes what it has not seen. The outcome is the same whether there is no such credential, or one that the
 * caller may not manage. But a creation that is still on its path, and was accepted before, must not be carried out.
 */
function deleteUnseen(
  command: DeleteCommand,
  scope: WorkspaceScope,
  current: PendingCredential | null,
  now: Date,
): Decision {
  const record = current ?? emptyPending(command.credential_id, now);
  const time = now.toISOString();
  const isOwn = record.source !== null && covers(scope, record.workspace_id);
  const pending: PendingCredential = {
    ...record,
    clocks: withDeletion(record.clocks, scope, timeOf(command)),
    updated_at: time,
    version: record.version + 1,
    ...(isOwn && { ...WIPED, deleted_at: time }),
  };
  return keep(pending, record, rejectUnseen(command, now).event);
}

/** A webhook's update or deletion arrives before the creation. */
function decideEarly(command: EarlyCommand, record: CredentialRecord | null, now: Date): Decision {
  const { external, workspace_id } = command;
  const known = isPending(record) ? record : emptyPending(command.credential_id, now);
  const current: PendingCredential =
    known.source === null
      ? { ...known, workspace_id, source: external.source, external_id: external.external_id }
      : known;
  if (workspace_id !== current.workspace_id || current.deleted_at !== null) return notFound(command, now);
  return command.type === "credential.update"
    ? deferUpdate(command, current, now)
    : tombstone(command, current, now);
}

function createFromPending(
  command: CreateCommand,
  current: PendingCredential,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  if (current.deleted_at !== null) {
    return reject(command, "credential_deleted", "a credential with this external_id was deleted", now);
  }
  if (isDeletedUnseen(current, command)) {
    return reject(command, "credential_deleted", "the credential was deleted before it was created", now);
  }
  const merged = mergePending(command, current);
  const settings =
    traits === undefined ? merged.settings : withFittingRegion(command, merged.settings, traits);
  const decision = decide({ ...command, settings }, null, traits, now);
  const { credential, event } = decision;
  if (credential === null) return decision;
  const version = current.version + 1;
  const clocks = { ...merged.clocks, ...credential.clocks };
  return {
    ...decision,
    credential: { ...credential, version, clocks },
    expectedVersion: current.version || null,
    event: { ...event, version },
  };
}

function deferUpdate(command: UpdateCommand, current: PendingCredential, now: Date): Decision {
  const applicable = applicableChanges(command, current.clocks);
  if (applicable === null) {
    return reject(command, "superseded", "newer events have set all of this already", now);
  }
  const isNewKey = applicable.key && command.sealed_key !== undefined;
  const pending: PendingCredential = {
    ...current,
    clocks: applicable.clocks,
    changes: { ...current.changes, ...applicable.changes },
    sealed_key: isNewKey ? (command.sealed_key ?? null) : current.sealed_key,
    updated_at: now.toISOString(),
    version: current.version + 1,
  };
  const changed = fieldsNamedBy(command).filter((field) =>
    field === "key" ? isNewKey : field in applicable.changes,
  );
  return keep(pending, current, eventOf(command, "credential.deferred", pending, changed));
}

function tombstone(command: DeleteCommand, current: PendingCredential, now: Date): Decision {
  const time = now.toISOString();
  const pending: PendingCredential = {
    ...current,
    ...WIPED,
    updated_at: time,
    deleted_at: time,
    version: current.version + 1,
  };
  return keep(pending, current, eventOf(command, "credential.deleted", pending, []));
}

const keep = (
  pending: PendingCredential,
  current: PendingCredential,
  event: Decision["event"],
): Decision => ({
  credential: null,
  pending,
  expectedVersion: current.version || null,
  key: "keep",
  event,
});

const notFound = (command: Command, now: Date): Decision =>
  reject(command, "credential_not_found", "there is no such credential", now);

/** What a deletion leaves of what was kept for a creation. */
const WIPED = { changes: {}, sealed_key: null };

/** A pending credential at version 0, which is not in the table yet. */
const emptyPending = (id: string, now: Date): PendingCredential => ({
  ...NOTHING_PENDING,
  id,
  updated_at: now.toISOString(),
  version: 0,
});
