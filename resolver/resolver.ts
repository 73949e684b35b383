import type { Resolution } from "./resolution.ts";
import type { ResolveRequest } from "./resolve-request.ts";

/** What a report needs of an attempt. */
export interface UsedAttempt {
  readonly credential: { readonly id: string; readonly key_version: number };
}

/** What a provider answered. */
export interface Outcome {
  /** Its HTTP status; absent if it did not answer. */
  readonly status?: number;
  /** The code of its error, such as `insufficient_quota`, where it has one. Not its message, which may quote the key. */
  readonly code?: string;
}

export interface ResolverStats {
  /** Workspaces in memory, the global credentials counted as one. */
  readonly workspaces: number;
  readonly credentials: number;
  /** Distinct data keys that KMS has unwrapped. */
  readonly data_keys: number;
  /** About how much memory they take. */
  readonly bytes: number;
  readonly resolves: number;
  /** How many of these were answered by what was older than the bound. */
  readonly stale: number;
  /** How many of these failed because the store or KMS did not answer. */
  readonly unavailable: number;
}

/** Turns requests of a router into the credentials that may serve them. One for a process: it holds what it has read. */
export interface Resolver {
  /**
   * What may serve this request, first to last.
   * @throws KeyferryError `invalid_request` for a wrong request; `unavailable` when the store or KMS does not answer and
   *   nothing in memory may stand in. Do not serve the request from shared capacity then.
   */
  resolve(request: ResolveRequest): Promise<Resolution>;
  /** Notes that a credential was used, and how the provider answered. Never throws, and sends later. */
  report(attempt: UsedAttempt, outcome: Outcome): void;
  /**
   * Lets nothing be used that was read until now of a workspace (its id, or `global`), of a credential (its id), or of what an
   * event of the bus is about.
   */
  invalidate(subject: string | object): void;
  /** Reads workspaces before their first request. @throws KeyferryError `unavailable` */
  warm(workspaces: readonly string[]): Promise<void>;
  stats(): ResolverStats;
  /** Sends the uses that are not sent yet, and forgets everything. */
  stop(): Promise<void>;
}
