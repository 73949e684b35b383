/**
 * Turns off the SDK's own logging. Without an `info` method, the SDK does not even prepare the log entry of
 * each call, which is a tenth of the worker's CPU. This also keeps requests, which carry sealed keys, out of
 * every log.
 */
const SILENT = { debug() {}, warn() {}, error() {} } as unknown as Console;

/**
 * Settings for every SDK client of a function. Three attempts of at most four seconds each bridge a short
 * outage within a worker's time limit. A longer failure goes back to the queue or to the caller: both retry
 * at no cost, while a waiting function is billed. Without a time limit, a silently lost connection would
 * block until the function's own timeout.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 3,
  logger: SILENT,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
} as const;
