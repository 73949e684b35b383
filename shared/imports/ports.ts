import type { ImportJob, ImportTally } from "./import-job.ts";
import type { ImportMessage } from "./import-message.ts";

/** The path of rows in bulk to the worker. */
export interface ImportQueue {
  /** Resolves once all are durably queued; a repeated send is harmless. @throws KeyferryError where some may not be. */
  send(messages: readonly ImportMessage[]): Promise<void>;
}

/** The worker's record of the imports that have begun. */
export interface ImportJobs {
  /** Records that these have begun, where no worker has yet. Costs nothing for those that this process recorded. */
  note(jobs: readonly ImportJob[]): Promise<void>;
}

/** Imports and the outcomes of their rows. */
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
  /** At most `limit` tallies in a fixed order, after the one at `after`; `next` names the place to continue from. */
  readTallies(
    importId: string,
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<{ readonly tallies: readonly ImportTally[]; readonly next: string | null }>;
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
