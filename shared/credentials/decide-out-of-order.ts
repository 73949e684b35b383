import { applicableChanges, fieldsNamedBy } from "./applicable-changes.ts";
import type { Command, CreateCommand, DeleteCommand, UpdateCommand } from "./command.ts";
import { type Decision, decide, eventOf, type KeyTraits, reject } from "./decide.ts";
import type { External } from "./external.ts";
import {
  type CredentialRecord,
  isPending,
  mergePending,
  type PendingCredential,
  precedesCreation,
} from "./pending-credential.ts";

/**
 * The state machine of a credential whose events may arrive in any order. It keeps what arrives before the
 * creation, and a deletion is final whenever it arrives. Commands of the other doors go to {@link decide}.
 */
export function decideOutOfOrder(
  command: Command,
  current: CredentialRecord | null,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  if (isPending(current)) return decidePending(command, current, traits, now);
  if (precedesCreation(command, current)) {
    return decidePending(command, emptyPending(command, now), traits, now);
  }
  return decide(command, current, traits, now);
}

function decidePending(
  command: Command,
  current: PendingCredential,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  if (command.type === "credential.create") return createFromPending(command, current, traits, now);
  const ownsCredential = command.external !== undefined && command.workspace_id === current.workspace_id;
  if (!ownsCredential || current.deleted_at !== null) {
    return reject(command, "credential_not_found", "there is no such credential", now);
  }
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
  const { settings } = mergePending(command, current);
  const decision = decide({ ...command, settings }, null, traits, now);
  const { credential, event } = decision;
  if (credential === null) return decision;
  const version = current.version + 1;
  const clocks = { ...current.clocks, ...credential.clocks };
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
    clocks: applicable.clocks ?? current.clocks,
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
    changes: {},
    sealed_key: null,
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

/** A pending credential at version 0, which is not in the table yet. */
const emptyPending = (
  { credential_id, workspace_id, external }: Command & { readonly external: External },
  now: Date,
): PendingCredential => ({
  id: credential_id,
  provider: null,
  workspace_id,
  source: external.source,
  external_id: external.external_id,
  clocks: {},
  changes: {},
  sealed_key: null,
  updated_at: now.toISOString(),
  deleted_at: null,
  version: 0,
});
