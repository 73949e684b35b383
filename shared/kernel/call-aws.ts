import { KeyferryError } from "./errors.ts";

/**
 * Runs one AWS call and turns any error into `unavailable`: throttling, timeouts, disabled keys, missing
 * rights. All of them can be fixed without a new request, so all are worth a retry. The SDK's own message is
 * kept as the cause and never shown, because it may quote the request.
 */
export async function callAws<Output>(operation: string, call: () => Promise<Output>): Promise<Output> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof KeyferryError) throw cause;
    throw new KeyferryError("unavailable", `${operation} failed`, { cause });
  }
}

export const isAwsError = (error: unknown, ...names: readonly string[]): error is Error =>
  error instanceof Error && names.includes(error.name);
