import type { ErrorKind } from "./errors.ts";

/**
 * The HTTP status of each kind of error: a door answers with it, and a client turns it back into the kind.
 * Two kinds share 422, but a client can tell them apart: `idempotency_mismatch` answers a request with an
 * Idempotency-Key, and without that header 422 means `unopenable_seal`.
 * 503 is the one answer that every published client library repeats, so `postponed` is one.
 */
export const HTTP_STATUS = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  idempotency_mismatch: 422,
  unopenable_seal: 422,
  rate_limited: 429,
  unavailable: 503,
  postponed: 503,
  internal: 500,
} as const satisfies Record<ErrorKind, number>;
