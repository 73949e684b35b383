import type { Backoff } from "../kernel/backoff.ts";
import { callAws, isAwsError } from "../kernel/call-aws.ts";

/** A caller of the table, and how it waits where DynamoDB is busy. */
interface Caller {
  readonly backoff?: Backoff | undefined;
}

/** Pauses as the caller does. One that does not know how to wait gives up. */
export const pauseOf = async ({ backoff }: Caller, attempt: number): Promise<boolean> =>
  backoff !== undefined && (await backoff(attempt));

/** The errors with which DynamoDB asks a caller to come back later. */
export const isThrottled = (error: unknown): boolean =>
  isAwsError(
    error,
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "TransactionInProgressException",
  );

/**
 * Runs one call of the table, again and again as long as DynamoDB throttles it and its caller has time.
 * @throws KeyferryError `unavailable` as {@link callAws} does.
 */
export async function patiently<Output>(
  table: Caller,
  operation: string,
  call: () => Promise<Output>,
): Promise<Output> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await callAws(operation, call);
    } catch (error) {
      const isRepeated = isThrottled((error as Error).cause) && (await pauseOf(table, attempt));
      if (!isRepeated) throw error;
    }
  }
}
