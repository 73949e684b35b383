import type { Secret } from "../shared/kernel/secret.ts";

/** What a router asks before it serves one request of a customer. */
export interface ResolveRequest {
  /** The workspace that the router's own authentication found, never what a client claims; or `global`, for the global ones alone. */
  readonly workspace: string;
  /** The providers that may serve the request, in the order in which the router would try them. */
  readonly providers: readonly (string | ProviderRequest)[];
  /** The model's slug, compared as it is with `allowed_models`. */
  readonly model: string;
  /** The member for whom the request is, as in `allowed_user_ids`. */
  readonly user?: string | null;
  /** The SHA-256 of the caller's router key, in hexadecimal, as in `allowed_api_key_hashes`. */
  readonly apiKeyHash?: string | null;
  /** The caller's router key itself, in place of its hash: it is hashed here and kept nowhere. */
  readonly apiKey?: Secret | string;
  /** Whether the request asks for zero data retention. */
  readonly zdr?: boolean;
}

/** A provider, with what the router knows of its endpoint. */
export interface ProviderRequest {
  readonly slug: string;
  /** Whether the endpoint itself keeps no data. Default: it is not known to. */
  readonly zdr?: boolean;
}
