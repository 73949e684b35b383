import type { EventReference } from "../credentials/audit-event.ts";
import type { EncryptedKey } from "../credentials/credential.ts";
import type { Decision } from "../credentials/decide.ts";
import type { CredentialRecord } from "../credentials/pending-credential.ts";
import type { ImportRow } from "../imports/import-job.ts";
import type { KeyferryError } from "../kernel/errors.ts";

/** A decision and the ciphertext that it writes. */
export interface Commit {
  readonly decision: Decision;
  readonly encryptedKey: EncryptedKey | null;
  /** The row of an import that this commit finishes. The same transaction counts it. */
  readonly row?: ImportRow | undefined;
  /** The live credential with the same key, for a row that is skipped. */
  readonly same_as?: string | undefined;
}

/**
 * - `committed`: this call wrote it.
 * - `duplicate`: the event with this id existed already; nothing was written.
 * - `stale`: the credential is not in the version that the decision expected; nothing was written.
 * - `unstorable`: DynamoDB will never take it, for example because it is too large; nothing was written.
 * - `unavailable`: not known to be written; trying again is safe.
 */
export type CommitResult = "committed" | "duplicate" | "stale" | "unstorable" | "unavailable";

/** The worker's access to the table. Only the worker writes credentials and audit events. */
export interface Ledger {
  /** The existing and the pending credentials, by id. For a malformed one, the error takes its place. */
  findCredentials(ids: readonly string[]): Promise<ReadonlyMap<string, CredentialRecord | KeyferryError>>;
  /** The ids of those of these events that exist. */
  findEvents(references: readonly EventReference[]): Promise<ReadonlySet<string>>;
  /**
   * Writes each decision with its event and its outbox entry, all or nothing per decision. No two decisions
   * may belong to one credential. It never throws for a single decision: results are in the order of the
   * commits.
   */
  commit(commits: readonly Commit[]): Promise<readonly CommitResult[]>;
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
