import type { ImportJob, ImportTally } from "./import-job.ts";
import type { ImportMessage } from "./import-message.ts";

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

/** A live credential and the keyed digest of its key. */
export interface Fingerprinted {
  readonly id: string;
  readonly fingerprint: string;
}

export interface FingerprintReader {
  /** All live credentials of a workspace, page by page, in no order within one; may lag behind the latest changes. */
  listFingerprints(workspaceId: string | null): AsyncIterable<readonly Fingerprinted[]>;
}
