import type { AuditEvent, EventReference } from "./audit-event.ts";
import type { Command } from "./command.ts";
import type { Credential } from "./credential.ts";
import type { CredentialUse, UseRow } from "./credential-use.ts";

/** The path of a command from a door to the worker. */
export interface CommandQueue {
  /** Resolves once the command is durably queued. Sending the same command again is harmless. */
  send(command: Command): Promise<void>;
}

/** Names a command's outcome. */
export interface CommandReference extends EventReference {
  /** Whether the command creates the credential: its outcome is then beside nothing else, created or rejected. */
  readonly creates?: boolean;
  /** Whether the door has not seen the credential: the outcome may then be at {@link unseenReference} instead. */
  readonly unseen?: boolean;
}

/** A credential and the outcome of one command on it, read together and consistently. */
export interface CommandState {
  readonly credential: Credential | null;
  readonly event: AuditEvent | null;
}

/** A live credential's place in the listing of its workspace. */
export interface ListingEntry {
  readonly id: string;
  readonly provider: string;
}

/** The door's read access: metadata and audit events, but no ciphertext. */
export interface CredentialReader {
  find(id: string): Promise<Credential | null>;
  /** The well-formed records, deleted ones included, in the order of the ids. Takes at most 100 ids. */
  findMany(ids: readonly string[]): Promise<readonly Credential[]>;
  /** All live credentials of a workspace by ascending `sort_order`. May lag behind the latest changes. */
  list(workspaceId: string | null): Promise<readonly ListingEntry[]>;
  /** All audit events of a credential, in any order. */
  listEvents(credentialId: string): Promise<readonly AuditEvent[]>;
  findCommandState(reference: CommandReference): Promise<CommandState>;
}

/** The door's access to the uses of credentials. */
export interface UseReader {
  /** The uses of those that were used, by id. */
  findUses(ids: readonly string[]): Promise<ReadonlyMap<string, CredentialUse>>;
}

/** The worker's port to record the uses of credentials. */
export interface UseLedger {
  /** The versions of the keys of those credentials that exist, by id. */
  keyVersions(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Adds uses to those of the same hour and key, or begins with them where they are newer. Older ones change nothing. */
  note(row: UseRow): Promise<void>;
}
