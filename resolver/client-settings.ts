/**
 * Of a client of AWS that a request of a router waits for: a service that says nothing is soon one that does not answer, so that what
 * was read before can stand in.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
} as const;
