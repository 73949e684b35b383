import type { UseOutcome } from "../shared/credentials/credential-use.ts";

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
