import type { AuditEvent, EventReference } from "./audit-event.ts";
import type { Command } from "./command.ts";
import type { Credential } from "./credential.ts";

/** The path of a command from a door to the worker. */
export interface CommandQueue {
  /** Resolves once the command is durably queued. A repeated send of the same one is harmless. */
  send(command: Command): Promise<void>;
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

/** What a door may read: metadata and audit events, no ciphertext. */
export interface CredentialReader {
  find(id: string): Promise<Credential | null>;
  /** Those that exist and can be read, deleted ones among them, in the order of the ids. At most 100. */
  findMany(ids: readonly string[]): Promise<readonly Credential[]>;
  /** All live credentials of a workspace by ascending `sort_order`; may lag behind the latest changes. */
  list(workspaceId: string | null): Promise<readonly ListingEntry[]>;
  /** All audit events of a credential, in any order. */
  listEvents(credentialId: string): Promise<readonly AuditEvent[]>;
  findCommandState(reference: EventReference): Promise<CommandState>;
}
