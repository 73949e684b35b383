import type { CredentialRecord } from "./credential-record.ts";
import type {
  Exclusion,
  ExclusionReason,
  Order,
  OrderedCredential,
  SharedAttempt,
  SharedExclusion,
} from "./resolution.ts";
import type { ProviderRequest } from "./resolve-request.ts";

/** A request, as far as the order depends on it. */
export interface OrderRequest {
  readonly providers: readonly ProviderRequest[];
  readonly model: string;
  readonly user: string | null;
  /** Hexadecimal, in lower case. */
  readonly apiKeyHash: string | null;
  readonly zdr: boolean;
}

/**
 * Orders what may serve a request: prioritized credentials, the router's shared capacity, fallback credentials, and within
 * each the providers as the router names them. The rules are OpenRouter's, whose BYOK guide is quoted rule by rule in
 * docs/resolver.md; docs/decisions/0031 decides what that guide leaves open.
 * @param credentialsOf the live credentials of a provider that the workspace may use, its own and the global ones, in their
 *   order: see {@link compareCredentials}.
 */
export function orderAttempts(
  request: OrderRequest,
  credentialsOf: (provider: string) => readonly CredentialRecord[],
): Order {
  const prioritized: OrderedCredential[] = [];
  const shared: SharedAttempt[] = [];
  const fallback: OrderedCredential[] = [];
  const excluded: Exclusion[] = [];
  const sharedExcluded: SharedExclusion[] = [];

  for (const endpoint of request.providers) {
    const provider = endpoint.slug;
    const credentials = credentialsOf(provider);
    for (const credential of credentials) {
      const reason = reasonAgainst(credential, request, endpoint);
      if (reason !== null) {
        excluded.push({ credential_id: credential.id, provider, reason });
      } else if (credential.is_fallback) {
        fallback.push({ kind: "credential", provider, section: "fallback", credential });
      } else {
        prioritized.push({ kind: "credential", provider, section: "prioritized", credential });
      }
    }
    const against = reasonAgainstShared(credentials, request, endpoint);
    if (against === null) shared.push({ kind: "shared", provider });
    else sharedExcluded.push({ provider, ...against });
  }
  return { attempts: [...prioritized, ...shared, ...fallback], excluded, shared_excluded: sharedExcluded };
}

/** Ascending by `sort_order`; of two with the same, the lower id comes first, so that every process agrees. */
export const compareCredentials = (one: CredentialRecord, other: CredentialRecord): number =>
  one.sort_order - other.sort_order || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);

function reasonAgainst(
  credential: CredentialRecord,
  request: OrderRequest,
  endpoint: ProviderRequest,
): ExclusionReason | null {
  if (credential.disabled) return "disabled";
  if (!admits(credential.allowed_user_ids, request.user)) return "user";
  if (!admits(credential.allowed_api_key_hashes, request.apiKeyHash)) return "api_key";
  if (!admits(credential.allowed_models, request.model)) return "model";
  if (request.zdr && !(credential.declared_zdr ?? endpoint.zdr ?? false)) return "zdr";
  return null;
}

/**
 * A rule that keeps customers off the shared capacity holds for everyone whom the credential's filters for users and API keys
 * admit, also where the credential itself does not serve the request: a rule must not lapse because its key does.
 */
function reasonAgainstShared(
  credentials: readonly CredentialRecord[],
  request: OrderRequest,
  endpoint: ProviderRequest,
): Omit<SharedExclusion, "provider"> | null {
  const ruling = credentials.filter(
    ({ disabled, is_byok_only, is_required, allowed_user_ids, allowed_api_key_hashes }) =>
      (is_byok_only || is_required) &&
      !disabled &&
      admits(allowed_user_ids, request.user) &&
      admits(allowed_api_key_hashes, request.apiKeyHash),
  );
  const byokOnly = ruling.find(({ is_byok_only }) => is_byok_only);
  if (byokOnly !== undefined) return { reason: "is_byok_only", credential_id: byokOnly.id };
  const required = ruling.find(
    ({ is_required, allowed_models }) => is_required && admits(allowed_models, request.model),
  );
  if (required !== undefined) return { reason: "is_required", credential_id: required.id };
  return request.zdr && endpoint.zdr !== true ? { reason: "zdr" } : null;
}

/** Whether a filter admits a value. Null is no filter; an empty list admits nothing. */
const admits = (filter: readonly string[] | null, value: string | null): boolean =>
  filter === null || (value !== null && filter.includes(value));
