import type { Backoff } from "../kernel/backoff.ts";
import { callAws, isAwsError } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";

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
      if (!isThrottled((error as Error).cause) || !(await pauseOf(table, attempt))) throw error;
    }
  }
}

/**
 * Hands entries to a batch call of the table, and again after a pause what DynamoDB leaves because it is busy. The pauses
 * grow while it takes none.
 * @param send makes one call and returns the entries that are left.
 * @throws KeyferryError `unavailable` as {@link patiently}, or when entries are left at the end of the caller's time.
 */
export async function untilProcessed<Entry>(
  table: Caller,
  operation: string,
  entries: readonly Entry[],
  send: (entries: Entry[]) => Promise<Entry[] | undefined>,
): Promise<void> {
  let pending = [...entries];
  for (let attempt = 0; pending.length > 0; ) {
    const left = (await patiently(table, operation, () => send(pending))) ?? [];
    attempt = left.length < pending.length ? 0 : attempt + 1;
    pending = left;
    if (left.length > 0 && !(await pauseOf(table, attempt))) {
      throw new KeyferryError("unavailable", `${operation} left entries`);
    }
  }
}
