import type { EventReference } from "../credentials/audit-event.ts";
import type { EncryptedKey } from "../credentials/credential.ts";
import type { Decision } from "../credentials/decide.ts";
import type { CredentialRecord } from "../credentials/pending-credential.ts";
import type { ImportRow } from "../imports/import-job.ts";
import type { KeyferryError } from "../kernel/errors.ts";

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
  /** The credentials that exist, and the pending ones, by id; in the place of one that is malformed, why. */
  findCredentials(ids: readonly string[]): Promise<ReadonlyMap<string, CredentialRecord | KeyferryError>>;
  /** Which of these events exist, by event id. */
  findEvents(references: readonly EventReference[]): Promise<ReadonlySet<string>>;
  /**
   * Writes each decision with its event and its outbox entry, all or nothing per decision. No two may be of one
   * credential. Never throws for one of them: results come in the order of the commits.
   */
  commit(commits: readonly Commit[]): Promise<readonly CommitResult[]>;
}
