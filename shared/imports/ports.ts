import type { ImportJob, ImportTally } from "./import-job.ts";
import type { ImportMessage } from "./import-message.ts";

/** The path of bulk rows to the worker. */
export interface ImportQueue {
  /**
   * Resolves once all messages are durably queued. Sending them again is harmless.
   * @throws KeyferryError if some may not be queued.
   */
  send(messages: readonly ImportMessage[]): Promise<void>;
}

/** The worker's record of the imports that have begun. */
export interface ImportJobs {
  /**
   * Records that these imports have begun, unless a worker did so before. It costs nothing for those that
   * this process has recorded.
   */
  note(jobs: readonly ImportJob[]): Promise<void>;
}

/** Some of the stored records of an import. */
export interface ImportRecordPage {
  readonly jobs: readonly ImportJob[];
  readonly tallies: readonly ImportTally[];
}

/** Imports and the outcomes of their rows. */
export interface ImportReader {
  /** The imports into a workspace, newest first: at most `limit`, older than the position `before`. */
  list(
    workspaceId: string | null,
    page: { readonly limit: number; readonly before: string | undefined },
  ): Promise<readonly { readonly import_id: string; readonly position: string }[]>;
  /** Reads all stored records of an import. */
  read(importId: string): Promise<ImportRecordPage>;
  /** The same page by page, in no particular order, so that nobody needs to hold a large import in memory. */
  pages(importId: string): AsyncIterable<ImportRecordPage>;
  /** The workspaces that an import has begun in. */
  listJobs(importId: string): Promise<readonly ImportJob[]>;
  /**
   * At most `limit` tallies of one workspace in a fixed order, after the one with the id `after`; `next` is the id of the
   * last one where there are more.
   */
  readTallies(
    importId: string,
    workspaceId: string | null,
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<{ readonly tallies: readonly ImportTally[]; readonly next: string | null }>;
}

/**
 * The most live credentials of a workspace whose keys are compared with those of rows: to read so many takes the worker
 * some seconds and 20 MB.
 */
export const MAX_COMPARED = 100_000;

/** Tells whether the workspace of a row has the row's key already. */
export interface KnownKeys {
  /**
   * Claims a key for a credential that is about to be created.
   * @returns null if no other live credential of the workspace has it; otherwise that credential's id, or `too_many`
   *   where the workspace has too many credentials to look.
   * @throws KeyferryError `unavailable` when the table could not be read.
   */
  claim(
    row: { readonly import_id: string; readonly workspace_id: string | null },
    fingerprint: string,
    id: string,
  ): Promise<{ readonly same_as: string } | "too_many" | null>;
}

/** A live credential and the keyed digest of its key. */
export interface Fingerprinted {
  readonly id: string;
  readonly fingerprint: string;
}

export interface FingerprintReader {
  /** All live credentials of a workspace in unordered pages. May lag behind the latest changes. */
  listFingerprints(workspaceId: string | null): AsyncIterable<readonly Fingerprinted[]>;
}
