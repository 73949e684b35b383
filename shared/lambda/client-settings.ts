/**
 * The SDK's own logging off, for good: without `info`, it does not even prepare what it would log of each call, which
 * is a tenth of the worker's CPU. It also keeps requests, in which sealed keys travel, away from any log.
 */
const SILENT = { debug() {}, warn() {}, error() {} } as unknown as Console;

/**
 * Settings for every SDK client of a function. Three attempts of at most four seconds each ride out a hiccup within a
 * worker's time limit; what fails for longer goes back to the queue or to the caller, who both try again with more
 * patience than a paid-for wait. Without a limit, a connection that died in silence would be waited for to the end.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 3,
  logger: SILENT,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
} as const;
