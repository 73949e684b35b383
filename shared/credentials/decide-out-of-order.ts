import { fieldsOf, newsOf } from "./applicable-changes.ts";
import type { Command, CreateCommand, DeleteCommand, UpdateCommand } from "./command.ts";
import { type Decision, decide, eventOf, type KeyTraits, reject } from "./decide.ts";
import type { External } from "./external.ts";
import { type Awaited, type CredentialRecord, isAwaited } from "./pending-credential.ts";
import { mergeSettings, settingsContradict } from "./settings.ts";

type Foretelling = Command & { readonly external: External };

/**
 * The state machine of a credential whose events may come in any order: what comes before the creation is kept for it,
 * and a deletion is final whenever it comes. For commands of the other doors this is {@link decide}.
 */
export function decideInAnyOrder(
  command: Command,
  current: CredentialRecord | null,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  if (isAwaited(current)) return decideAwaited(command, current, traits, now);
  if (current === null && isForetelling(command)) {
    return decideAwaited(command, nothingOf(command, now), traits, now);
  }
  return decide(command, current, traits, now);
}

const isForetelling = (command: Command): command is Foretelling =>
  command.type !== "credential.create" && command.external !== undefined;

function decideAwaited(
  command: Command,
  current: Awaited,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  if (command.type === "credential.create") return createAwaited(command, current, traits, now);
  const isTheirs = command.external !== undefined && command.workspace_id === current.workspace_id;
  if (!isTheirs || current.deleted_at !== null) {
    return reject(command, "credential_not_found", "there is no such credential", now);
  }
  return command.type === "credential.update"
    ? deferUpdate(command, current, now)
    : buryAwaited(command, current, now);
}

function createAwaited(
  command: CreateCommand,
  current: Awaited,
  traits: KeyTraits | undefined,
  now: Date,
): Decision {
  if (current.deleted_at !== null) {
    return reject(command, "credential_deleted", "a credential with this external_id was deleted", now);
  }
  const decision = decide(withAwaited(command, current), null, traits, now);
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

/** The creation with the newer of what came before it; all of it is dropped where that would contradict itself. */
export function withAwaited(command: CreateCommand, { clocks, changes, sealed_key }: Awaited): CreateCommand {
  const time = command.external?.occurred_at ?? "";
  const newer = Object.fromEntries(
    Object.entries(changes).filter(([field]) => (clocks[field] ?? "") >= time),
  );
  const settings = mergeSettings(command.settings, newer);
  return {
    ...command,
    settings: settingsContradict(settings) ? command.settings : settings,
    sealed_key: sealed_key !== null && (clocks.key ?? "") >= time ? sealed_key : command.sealed_key,
  };
}

function deferUpdate(command: UpdateCommand, current: Awaited, now: Date): Decision {
  const news = newsOf(command, current.clocks);
  if (news === null) return reject(command, "superseded", "newer events have set all of this already", now);
  const isNewKey = news.key && command.sealed_key !== undefined;
  const awaited: Awaited = {
    ...current,
    clocks: news.clocks ?? current.clocks,
    changes: { ...current.changes, ...news.changes },
    sealed_key: isNewKey ? (command.sealed_key ?? null) : current.sealed_key,
    updated_at: now.toISOString(),
    version: current.version + 1,
  };
  const changed = fieldsOf(command).filter((field) => (field === "key" ? isNewKey : field in news.changes));
  return keep(awaited, current, eventOf(command, "credential.deferred", awaited, changed));
}

function buryAwaited(command: DeleteCommand, current: Awaited, now: Date): Decision {
  const time = now.toISOString();
  const awaited: Awaited = {
    ...current,
    changes: {},
    sealed_key: null,
    updated_at: time,
    deleted_at: time,
    version: current.version + 1,
  };
  return keep(awaited, current, eventOf(command, "credential.deleted", awaited, []));
}

const keep = (awaited: Awaited, current: Awaited, event: Decision["event"]): Decision => ({
  credential: null,
  awaited,
  expectedVersion: current.version || null,
  key: "keep",
  event,
});

/** Version 0: not in the table yet. */
const nothingOf = ({ credential_id, workspace_id, external }: Foretelling, now: Date): Awaited => ({
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
