import { KeyferryError } from "./errors.ts";

/**
 * The log fields for a failure: the kind of a keyferry error or the name of any other, and the name of its
 * cause. They never hold a message, because messages of libraries may quote the request. Accepts any thrown
 * value, including `null`.
 */
export const failureFields = (
  error: unknown,
): { readonly reason: string; readonly cause: string | undefined } => ({
  reason: error instanceof KeyferryError ? error.kind : (nameOf(error) ?? "unknown"),
  cause: error instanceof Error ? nameOf(error.cause) : undefined,
});

const nameOf = (thrown: unknown): string | undefined => (thrown instanceof Error ? thrown.name : undefined);
