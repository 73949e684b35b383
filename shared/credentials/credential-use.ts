/** How a provider answered, as far as it tells about the credential. */
export const USE_OUTCOMES = [
  "ok",
  "unauthorized",
  "forbidden",
  "payment_required",
  "rate_limited",
  "client_error",
  "server_error",
  "no_answer",
] as const;

export type UseOutcome = (typeof USE_OUTCOMES)[number];

/** The number of uses with each outcome. An outcome that is missing did not occur. */
export type UseCounts = Readonly<Partial<Record<UseOutcome, number>>>;

/** The uses of one version of a credential within one hour that no earlier message told. */
export interface UseRow {
  readonly credential_id: string;
  readonly key_version: number;
  /** The start of the hour, ISO 8601 in UTC. */
  readonly hour: string;
  /** Within that hour. */
  readonly last_used_at: string;
  /** At least one. */
  readonly outcomes: UseCounts;
}

/** A message of a router on the queue `uses`. */
export interface UseMessage {
  readonly version: 1;
  /** 1 to 100. */
  readonly uses: readonly UseRow[];
}

/** When a credential was last used, and how its provider answered within the hour of that use. */
export interface CredentialUse {
  readonly credential_id: string;
  readonly key_version: number;
  readonly hour: string;
  readonly last_used_at: string;
  readonly outcomes: UseCounts;
}
