/** The most that a request's path to the function, a cold start above all, may take off the wait for its outcome. */
const LONGEST_PATH_MS = 2_000;

/**
 * When a request came in, in milliseconds since 1970: its client counts from then. The gateway's clock is another one
 * than ours, so it is believed within bounds.
 */
export const receivedAt = (byGateway: number | undefined, now: Date): number => {
  const here = now.getTime();
  return byGateway === undefined ? here : Math.min(here, Math.max(byGateway, here - LONGEST_PATH_MS));
};
