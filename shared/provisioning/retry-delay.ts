/** Whether a queue keeps messages in groups, each in order: then a message that waits holds up the rest of its group. */
export type RetryPolicy = "ordered" | "unordered";

/**
 * Seconds until a message that must be retried is delivered again, by the number of its deliveries so far. The first
 * retry comes soon, because most failures are short: a throttle must not hold an emergency deletion for minutes. Later
 * ones come slowly, because the others last.
 */
const DELAYS: Readonly<Record<RetryPolicy, readonly number[]>> = {
  ordered: [2, 5, 10, 30],
  unordered: [2, 10, 60, 120],
};

export const retryDelay = (deliveries: number, policy: RetryPolicy): number => {
  const delays = DELAYS[policy];
  return delays[Math.min(Math.max(deliveries, 1), delays.length) - 1] ?? 0;
};
