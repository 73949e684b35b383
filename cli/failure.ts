import { CommanderError } from "commander";
import { KeyferryError, toKeyferryError } from "../shared/kernel/errors.ts";
import { failureFields } from "../shared/kernel/failure-fields.ts";
import { EXIT, EXIT_OF } from "./exit-codes.ts";
import { note } from "./output.ts";
import { type Target, troubleOf } from "./unreachable.ts";

/** A mistake in the command line or the settings. The message says how to correct it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The caller was asked, and did not agree. */
export class NotConfirmedError extends Error {
  override readonly name = "NotConfirmedError";
}

/**
 * Prints on standard error what went wrong, as text or as JSON, and returns the exit code. Never prints the message of
 * an error that is not keyferry's own: it may quote what was sent.
 */
export function reportFailure(
  thrown: unknown,
  { json }: { readonly json?: boolean },
  target: Target = { local: undefined, environment: process.env },
): number {
  if (thrown instanceof CommanderError && SHOWN.has(thrown.code)) {
    return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  if (thrown instanceof Error && thrown.name === "ExitPromptError") return EXIT.interrupted;
  const { kind, message, fields, hint, exitCode } = describeFailure(thrown, target);
  if (json) {
    note(JSON.stringify({ error: { kind, message, ...(fields.length > 0 && { fields }), hint } }));
  } else {
    note(`keyferry: ${message}`);
    for (const { path, reason } of fields) note(`  ${path || "request"}: ${reason}`);
    if (hint) note(`  ${hint}`);
  }
  return exitCode;
}

/** What commander has answered already: help and version. */
const SHOWN: ReadonlySet<string> = new Set([
  "commander.help",
  "commander.helpDisplayed",
  "commander.version",
]);

interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly fields: KeyferryError["fields"];
  readonly hint?: string | undefined;
  readonly exitCode: number;
}

/** What a person is told of a failure: in keyferry's own words, with nothing that a request or an answer said. */
export function describeFailure(thrown: unknown, target: Target): Failure {
  if (thrown instanceof UsageError) {
    return { kind: "usage", message: thrown.message, fields: [], exitCode: EXIT.usage };
  }
  if (thrown instanceof CommanderError) {
    const message = thrown.message.replace(/^error: /, "");
    return { kind: "usage", message, fields: [], hint: SEE_HELP, exitCode: EXIT.usage };
  }
  if (thrown instanceof NotConfirmedError) {
    return { kind: "not_confirmed", message: thrown.message, fields: [], exitCode: EXIT.interrupted };
  }
  const trouble = unreached(thrown, target);
  if (trouble !== undefined) return { ...trouble, fields: [] };
  const { kind, message, fields, cause } = toKeyferryError(thrown);
  const exitCode = EXIT_OF[kind];
  if (kind === "internal" && cause !== undefined) {
    return {
      kind,
      message: `internal error (${placeOf(cause)}); please report it with these words`,
      fields,
      exitCode,
    };
  }
  return { kind, message: message + nameOfRefusal(cause), fields, hint: hintOf(kind, target), exitCode };
}

/**
 * What AWS calls its refusal, and its id of the request, which AWS support asks for. Both are AWS's own words: ` (NotFound,
 * request …)`. Empty for an error that AWS did not answer with, whose name may be of any library.
 */
function nameOfRefusal(cause: unknown): string {
  if (!(cause instanceof Error) || !("$metadata" in cause)) return "";
  const { requestId } = Object(cause.$metadata);
  const words = [cause.name, ...(typeof requestId === "string" ? [requestId] : [])];
  if (!words.every((word) => /^[\w.:=/+-]{1,100}$/.test(word))) return "";
  return ` (${words.join(", request ")})`;
}

/** The adapters call every failure of AWS `unavailable`; for a person, a missing permission is another matter. */
function unreached(thrown: unknown, target: Target) {
  if (!(thrown instanceof KeyferryError)) return troubleOf(thrown, target);
  return thrown.kind === "unavailable" || thrown.kind === "internal"
    ? troubleOf(thrown.cause, target, target.local === undefined ? thrown.message : undefined)
    : undefined;
}

const SEE_HELP = "Run it with --help for its commands, arguments and flags.";

/** The name of an unexpected error and the place in the source that raised it, which quote nothing. */
function placeOf(cause: unknown): string {
  const stack = cause instanceof Error ? (cause.stack ?? "").split("\n") : [];
  const [place] = stack.flatMap(
    (line) => /^ {4}at .*\/((?:cli|shared)\/[\w/.-]+:\d+):\d+\)?$/.exec(line)?.[1] ?? [],
  );
  const { reason } = failureFields(cause);
  return place === undefined ? reason : `${reason} at ${place}`;
}

function hintOf(kind: KeyferryError["kind"], { local }: Target): string | undefined {
  if (kind === "unauthenticated") {
    return local === undefined
      ? "Set KEYFERRY_MANAGEMENT_KEY, or management_key in the profile file."
      : `Does another emulator listen at ${local}? Run npm start in the stack's directory.`;
  }
  return kind === "unavailable" ? "Run the same command again." : undefined;
}
