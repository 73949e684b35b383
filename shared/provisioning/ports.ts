import type { AuditEvent, EventReference } from "../credentials/audit-event.ts";
import type { EncryptedKey } from "../credentials/credential.ts";
import type { Decision } from "../credentials/decide.ts";
import type { StoredRecord } from "../credentials/pending-credential.ts";
import type { SettledRow } from "../imports/import-job.ts";
import type { KeyferryError } from "../kernel/errors.ts";
import type { GuardedLink, StoredLink } from "../links/ports.ts";

/** A decision, and what else its one write has to carry. */
export interface Commit {
  readonly decision: Decision;
  readonly encryptedKey: EncryptedKey | null;
  /** The events of the record's earlier changes that are not in the log yet. The new news keeps them. */
  readonly unlogged: readonly AuditEvent[];
  /** The link that the command came through, as it is after the command. Null for any other command, and where it stays. */
  readonly link: StoredLink | null;
}

/**
 * - `committed`: this call wrote it.
 * - `duplicate`: its rejection was there already; nothing was written.
 * - `stale`: the record is not as the decision expected it; nothing was written.
 * - `unstorable`: DynamoDB will never take it, for example because it is too large; nothing was written.
 * - `unavailable`: not known to be written; trying again is safe.
 */
export type CommitResult = "committed" | "duplicate" | "stale" | "unstorable" | "unavailable";

/** The worker's access to the table. Only the worker writes credentials. */
export interface Ledger {
  /** The existing and the pending credentials with their news, by id. For a malformed one, the error takes its place. */
  findRecords(ids: readonly string[]): Promise<ReadonlyMap<string, StoredRecord | KeyferryError>>;
  /** Those of these events that are in the log or in the outbox, by id. For a malformed one, the error takes its place. */
  findEvents(references: readonly EventReference[]): Promise<ReadonlyMap<string, AuditEvent | KeyferryError>>;
  /**
   * Writes each decision with its event as one item, each by itself: into the news of the record that it changes, or into
   * the outbox if it changes none. Of a command that came through a link, the link is written with the credential or not
   * at all; if it changes no credential, its event is in the news of the link. No two decisions may belong to one
   * credential. It never throws; results are in the order of the commits.
   */
  commit(commits: readonly Commit[]): Promise<readonly CommitResult[]>;
  /**
   * Counts rows with their imports. To count one again changes nothing.
   * @throws KeyferryError `unavailable`.
   */
  tally(rows: readonly SettledRow[]): Promise<void>;
}

/** The worker's access to intake links. Only the worker writes them. */
export interface LinkLedger {
  /** The links with their news, by id. For a malformed one, the error takes its place. */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, StoredLink | KeyferryError>>;
  /**
   * Adds a link, after the note that it is to expire. One that is there stays as it is.
   * @throws KeyferryError `unavailable` when it is not known to be there.
   */
  add(link: GuardedLink, event: AuditEvent): Promise<void>;
  /** Writes a change, if the link is still in the version before it: `stale` otherwise. Never throws. */
  change(link: StoredLink): Promise<CommitResult>;
  /**
   * The ids of the links that were to expire before that time, page by page, until {@link settle} was called for them. May
   * lag behind the latest changes.
   */
  listDue(time: Date): AsyncIterable<readonly string[]>;
  /** Notes that nothing is left to be done about the expiry of a link. @throws KeyferryError `unavailable`. */
  settle(id: string): Promise<void>;
}

/** When a message that was not finished is to come back. */
export interface RetryRequest {
  readonly receipt: string;
  readonly seconds: number;
}

export interface Retries {
  /** A message for which this fails comes back after the queue's visibility timeout. */
  schedule(queueUrl: string, requests: readonly RetryRequest[]): Promise<void>;
}
