import type { Secret } from "../shared/kernel/secret.ts";
import type { CredentialRecord } from "./credential-record.ts";
import type { KeyParts } from "./key-parts.ts";

/**
 * Why a credential is not among the attempts. The first reason that applies, in this order.
 *
 * - `disabled`: its owner has switched it off.
 * - `user`, `api_key`, `model`: a filter of the credential does not have the request's.
 * - `zdr`: the request asks for zero data retention, and neither credential nor endpoint declares it.
 * - `unopenable`: its record was altered or moved, or its data key is another workspace's.
 */
export type ExclusionReason = "disabled" | "user" | "api_key" | "model" | "zdr" | "unopenable";

export interface Exclusion {
  readonly credential_id: string;
  readonly provider: string;
  readonly reason: ExclusionReason;
}

/**
 * Why the router's own capacity at a provider must not serve the request.
 *
 * - `is_byok_only`, `is_required`: a credential says so; `credential_id` names it.
 * - `zdr`: the request asks for zero data retention, and the endpoint is not known to have it.
 * - `unavailable`: what the customer's own credentials are or rule is not known now, because KMS does not answer or a record is
 *   not to be understood. An error never becomes shared capacity.
 */
export interface SharedExclusion {
  readonly provider: string;
  readonly reason: "is_byok_only" | "is_required" | "zdr" | "unavailable";
  readonly credential_id?: string;
}

/** A credential to try, before any is opened. */
export interface OrderedCredential {
  readonly kind: "credential";
  readonly provider: string;
  /** `prioritized` come before the router's shared capacity, `fallback` after it. */
  readonly section: "prioritized" | "fallback";
  readonly credential: CredentialRecord;
}

/** A credential to try, which opens. */
export interface CredentialAttempt extends OrderedCredential {
  /** Names the key and its version: a token that you mint from the key belongs under this name, and under no other. */
  readonly cacheKey: string;
  /**
   * Decrypts the key again at each call. Keep what it returns no longer than one call of the provider.
   * @throws KeyferryError `unavailable` when KMS does not answer, or when the resolution is too old: resolve again, and do not
   *   continue with shared capacity. `conflict` when the credential does not open: continue with the next attempt.
   */
  open(): Promise<Secret>;
  /** The members of a key that is a JSON document, as for Azure, Bedrock and Vertex; otherwise `api_key` alone. */
  parts(): Promise<KeyParts>;
}

/** The router's own capacity at a provider. */
export interface SharedAttempt {
  readonly kind: "shared";
  readonly provider: string;
}

/** What may serve a request, first to last, with the reasons for what may not. */
export interface Order<Credential = OrderedCredential> {
  readonly attempts: readonly (Credential | SharedAttempt)[];
  readonly excluded: readonly Exclusion[];
  readonly shared_excluded: readonly SharedExclusion[];
}

/** What may serve a request, and how current that is. */
export interface Resolution extends Order<CredentialAttempt> {
  /** Whether the answer is older than the bound, because the store does not answer. */
  readonly stale: boolean;
  /** The time of which the answer is: it has every change that was acknowledged before. ISO 8601 in UTC. */
  readonly as_of: string;
}
