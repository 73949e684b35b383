/** How a provider answered, as far as it tells about the credential. */
export type UseOutcome =
  | "ok"
  | "unauthorized"
  | "forbidden"
  | "payment_required"
  | "rate_limited"
  | "client_error"
  | "server_error"
  | "no_answer";

/** The uses of one version of a credential within one hour. */
export interface UseRow {
  readonly credential_id: string;
  readonly key_version: number;
  /** The start of the hour, ISO 8601 in UTC. */
  readonly hour: string;
  /** Uses since the last message about this hour. */
  readonly count: number;
  readonly last_used_at: string;
  readonly outcomes: Readonly<Partial<Record<UseOutcome, number>>>;
}

/** A message on the queue `uses`. */
export interface UseMessage {
  readonly version: 1;
  /** 1 to 100. */
  readonly uses: readonly UseRow[];
}

/**
 * What an answer says of the credential. A status alone misleads: Google answers 400 to a dead key, Perplexity 401 and OpenAI 429
 * to one without credit.
 * @param status the HTTP status of the provider's answer; undefined if there was none
 * @param code the code of its error
 */
export function outcomeOf(status: number | undefined, code?: string): UseOutcome {
  if (code === "insufficient_quota") return "payment_required";
  if (code === "API_KEY_INVALID" || code === "invalid_api_key") return "unauthorized";
  if (status === undefined || status < 100) return "no_answer";
  if (status < 400) return "ok";
  if (status === 401) return "unauthorized";
  if (status === 402) return "payment_required";
  if (status === 403) return "forbidden";
  if (status === 429) return "rate_limited";
  return status < 500 ? "client_error" : "server_error";
}
