import type { KeyUse } from "./access/key-use.ts";
import type { ManagementKey } from "./access/management-key.ts";
import type { AuditEvent, EventReference } from "./credentials/audit-event.ts";
import type { Command } from "./credentials/command.ts";
import type { Credential, EncryptedKey, KeyBinding } from "./credentials/credential.ts";
import type { Decision } from "./credentials/decide.ts";
import type { CredentialRecord } from "./credentials/pending-credential.ts";
import type { ImportJob, ImportRow, ImportTally } from "./imports/import-job.ts";
import type { ImportMessage } from "./imports/import-message.ts";
import type { DigestKey } from "./kernel/derive-id.ts";
import type { Secret } from "./kernel/secret.ts";
import type { IntakePublicKey } from "./sealing/seal-session.ts";
import type { Notice } from "./webhooks/delivery-report.ts";

/*
 * What the use cases need from the outside world. Every method may throw KeyferryError `unavailable` when the
 * service behind it throttles, times out or fails: the same call may succeed later.
 */

export type Clock = () => Date;

/** Resolves after that many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

/** The intake key's public half, fetched once per process. */
export interface IntakeKey {
  publicKey(): Promise<IntakePublicKey>;
}

/** The door's way to the worker. */
export interface CommandQueue {
  /** Resolves once the message is durably queued. A repeated send of the same one is harmless. */
  send(message: Command | Notice): Promise<void>;
}

/** The way of rows in bulk. */
export interface ImportQueue {
  /** Resolves once all are durably queued; a repeated send is harmless. @throws KeyferryError where some may not be. */
  send(messages: readonly ImportMessage[]): Promise<void>;
}

/** What became of imports. */
export interface ImportReader {
  /** Imports into a workspace, newest first: at most `limit`, older than the position `before`. */
  list(
    workspaceId: string | null,
    page: { readonly limit: number; readonly before: string | undefined },
  ): Promise<readonly { readonly import_id: string; readonly position: string }[]>;
  /** All that is stored of an import. */
  read(
    importId: string,
  ): Promise<{ readonly jobs: readonly ImportJob[]; readonly tallies: readonly ImportTally[] }>;
  /** At most `limit` tallies in a fixed order, after the one at `after`; `next` names the place to go on from. */
  readTallies(
    importId: string,
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<{ readonly tallies: readonly ImportTally[]; readonly next: string | null }>;
}

/** A message that failed five times. Its body is never looked at. */
export interface DeadLetter {
  readonly body: string;
  /** Its message group, which it keeps. */
  readonly group: string | undefined;
  readonly receipt: string;
}

/** The messages of one queue that were set aside. */
export interface DeadLetters {
  /** About how many there are. */
  count(): Promise<number>;
  /** Some of them, at most 10; none when there are none. */
  receive(most: number): Promise<readonly DeadLetter[]>;
  /** Puts them on the queue that they came from. */
  sendBack(letters: readonly DeadLetter[]): Promise<void>;
  remove(letters: readonly DeadLetter[]): Promise<void>;
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
  /** Those that exist, deleted ones among them, in the order of the ids. At most 100. */
  findMany(ids: readonly string[]): Promise<readonly Credential[]>;
  /** All live credentials of a workspace by ascending `sort_order`; may lag behind the latest changes. */
  list(workspaceId: string | null): Promise<readonly ListingEntry[]>;
  /** All audit events of a credential, in any order. */
  listEvents(credentialId: string): Promise<readonly AuditEvent[]>;
  findCommandState(reference: EventReference): Promise<CommandState>;
}

/** A live credential and the keyed digest of its key. */
export interface Fingerprinted {
  readonly id: string;
  readonly fingerprint: string;
}

export interface FingerprintReader {
  /** All live credentials of a workspace, page by page, in no order within one; may lag behind the latest changes. */
  listFingerprints(workspaceId: string | null): AsyncIterable<readonly Fingerprinted[]>;
}

/** Bearer tokens, by their SHA-256 hash. */
export interface ManagementKeys {
  find(tokenHash: string): Promise<ManagementKey | null>;
}

/** Where management keys are kept: to change them is an operator's right, which no function of keyferry has. */
export interface ManagementKeyStore {
  add(tokenHash: string, key: ManagementKey): Promise<void>;
  /** All of them, oldest first. */
  list(): Promise<readonly ManagementKey[]>;
  /** Whether there was one with this id. */
  revoke(id: string): Promise<boolean>;
}

/** The door's way to tell which management keys are in use. */
export interface KeyUses {
  report(use: KeyUse): Promise<void>;
}

/** The worker's side of it. */
export interface KeyUseLedger {
  /** Notes the use with the management key, unless a later one is there already or the key has been revoked. */
  note(use: KeyUse): Promise<void>;
}

/** Opens what a door sealed. */
export interface SealOpener {
  /** @throws KeyferryError `unopenable_seal` when it can never be opened, `unavailable` when it may be later. */
  open(sealedKey: string): Promise<OpenedSeal>;
}

export interface OpenedSeal {
  readonly secret: Secret;
  readonly workspace_id: string | null;
  /** Undefined where the seal is bound to a credential only. */
  readonly provider: string | undefined;
  readonly credential_id: string | undefined;
}

/** One worker invocation's use of the vault: one data key per workspace, forgotten with the session. */
export interface VaultSession {
  encrypt(secret: Secret, binding: KeyBinding): Promise<EncryptedKey>;
}

export interface Vault {
  openSession(): VaultSession;
}

/** The HMAC key behind the fingerprints of this deployment. */
export interface FingerprintKey {
  get(): Promise<DigestKey>;
}

/** A decision with the ciphertext that goes with it. */
export interface Commit {
  readonly decision: Decision;
  readonly encryptedKey: EncryptedKey | null;
  /** The row of an import that this settles; it is counted in the same transaction. */
  readonly row?: ImportRow | undefined;
}

/**
 * - `committed`: this call wrote it.
 * - `duplicate`: the event with this id was there already; nothing was written.
 * - `stale`: the credential is not in the version that the decision expected; nothing was written.
 * - `unavailable`: not known to be written; trying again is safe.
 */
export type CommitResult = "committed" | "duplicate" | "stale" | "unavailable";

/** The worker's side of the table: the only writer of credentials and audit events. */
export interface Ledger {
  /** The credentials that exist, and what came before the creation of others, by id. */
  findCredentials(ids: readonly string[]): Promise<ReadonlyMap<string, CredentialRecord>>;
  /** Which of these events exist, by event id. */
  findEvents(references: readonly EventReference[]): Promise<ReadonlySet<string>>;
  /**
   * Writes each decision with its event and its outbox entry, all or nothing per decision. No two may be of one
   * credential. Never throws for one of them: results come in the order of the commits.
   */
  commit(commits: readonly Commit[]): Promise<readonly CommitResult[]>;
  /** Notes that these imports have begun, where nobody has yet. Costs nothing for those that this process noted. */
  noteImports(jobs: readonly ImportJob[]): Promise<void>;
}

/** An entry of the transactional outbox: events that were committed together and are not yet known to be published. */
export interface OutboxEntry {
  readonly shard: number;
  /** Sorts by time of commit. */
  readonly position: string;
  readonly events: readonly EventReference[];
}

/** The relay's side of the table. */
export interface Outbox {
  /** Entries that were committed before that time and are still there, oldest first per shard. */
  listBefore(time: Date): AsyncIterable<readonly OutboxEntry[]>;
  readEvents(references: readonly EventReference[]): Promise<readonly AuditEvent[]>;
  /** Marks everything in these entries as published. */
  remove(entries: readonly OutboxEntry[]): Promise<void>;
}

export interface EventBus {
  /** Publishes all it can and returns the ids of the events that the bus did not take. */
  publish(events: readonly AuditEvent[]): Promise<ReadonlySet<string>>;
}

/** A stored credential with its ciphertext: what an opener reads. */
export interface StoredCredential {
  readonly credential: Credential;
  readonly encryptedKey: EncryptedKey | null;
}

export interface CredentialVaultReader {
  findStored(id: string): Promise<StoredCredential | null>;
}

/** Unwraps data keys; needs kms:Decrypt on the vault key, which no function of keyferry has. */
export interface VaultOpener {
  /** @throws KeyferryError `conflict` when the data key belongs to another workspace or was altered. */
  unwrap(wrappedKey: Uint8Array, workspaceId: string | null): Promise<Uint8Array>;
}

/** Structured log lines. Values are scalars on purpose: a payload does not fit. */
export interface Logger {
  info(code: string, fields?: LogFields): void;
  warn(code: string, fields?: LogFields): void;
  error(code: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
