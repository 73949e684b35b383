import { CommanderError } from "commander";
import { KeyferryError, toKeyferryError } from "../shared/kernel/errors.ts";
import { failureFields } from "../shared/kernel/failure-fields.ts";
import { EXIT, EXIT_OF } from "./exit-codes.ts";

/** A mistake in the command line or the settings. The message says how to correct it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The caller was asked, and did not agree. */
export class NotConfirmedError extends Error {
  override readonly name = "NotConfirmedError";
}

/**
 * Prints on standard error what went wrong, as text or as JSON, and returns the exit code. Never prints a stack, nor the
 * message of an error that is not keyferry's own: it may quote what was sent.
 */
export function reportFailure(thrown: unknown, { json }: { readonly json?: boolean }): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (thrown instanceof Error && thrown.name === "ExitPromptError") return EXIT.interrupted;
  const { kind, message, fields, hint, exitCode } = describe(thrown);
  if (json) {
    console.error(JSON.stringify({ error: { kind, message, ...(fields.length > 0 && { fields }), hint } }));
  } else {
    console.error(`keyferry: ${message}`);
    for (const { path, reason } of fields) console.error(`  ${path || "request"}: ${reason}`);
    if (hint) console.error(`  ${hint}`);
  }
  return exitCode;
}

function describe(thrown: unknown) {
  if (thrown instanceof UsageError) {
    return { kind: "usage", message: thrown.message, fields: [], hint: undefined, exitCode: EXIT.usage };
  }
  if (thrown instanceof NotConfirmedError) {
    return {
      kind: "not_confirmed",
      message: thrown.message,
      fields: [],
      hint: undefined,
      exitCode: EXIT.interrupted,
    };
  }
  const error = toKeyferryError(deniedByAws(thrown) ?? thrown);
  const message =
    error.kind === "internal" && error.cause !== undefined
      ? `internal error (${failureFields(error.cause).reason}); please report it`
      : error.message;
  const { kind, fields } = error;
  return { kind, message, fields, hint: hintOf(error), exitCode: EXIT_OF[kind] };
}

const DENIED =
  /AccessDenied|UnrecognizedClient|InvalidClientTokenId|ExpiredToken|CredentialsProvider|Signature/;

/** The adapters call every failure of AWS `unavailable`; for a person, a missing permission is another matter. */
function deniedByAws(thrown: unknown): KeyferryError | undefined {
  const cause = thrown instanceof KeyferryError ? thrown.cause : thrown;
  if (!(cause instanceof Error) || !DENIED.test(cause.name)) return undefined;
  const what = thrown instanceof KeyferryError ? thrown.message : "the AWS call was refused";
  return new KeyferryError("forbidden", `${what}: ${cause.name}`, { cause });
}

function hintOf({ kind, cause }: KeyferryError): string | undefined {
  if (kind === "unauthenticated")
    return "Set KEYFERRY_MANAGEMENT_KEY, or management_key in the profile file.";
  if (kind === "unavailable")
    return `${cause instanceof Error ? `Cause: ${cause.name}. ` : ""}Run the same command again.`;
  return undefined;
}
