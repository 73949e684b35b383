import { KeyferryError } from "./errors.ts";

/**
 * What a log line says of a failure: the kind of ours, or the name of any other error, and the name of its cause. Never
 * a message: those of libraries may quote the request. Takes whatever was thrown, `null` included.
 */
export const failureFields = (
  error: unknown,
): { readonly reason: string; readonly cause: string | undefined } => ({
  reason: error instanceof KeyferryError ? error.kind : (nameOf(error) ?? "unknown"),
  cause: error instanceof Error ? nameOf(error.cause) : undefined,
});

const nameOf = (thrown: unknown): string | undefined => (thrown instanceof Error ? thrown.name : undefined);
