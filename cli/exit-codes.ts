import type { ErrorKind } from "../shared/kernel/errors.ts";

/** What a command's exit code tells the script that called it. Stable: scripts branch on them. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  refused: 3,
  denied: 4,
  notFound: 5,
  conflict: 6,
  unavailable: 7,
  someRowsRefused: 8,
  unfinished: 9,
  checkFailed: 10,
  interrupted: 130,
} as const;

export const EXIT_OF: Readonly<Record<ErrorKind, number>> = {
  invalid_request: EXIT.refused,
  unauthenticated: EXIT.denied,
  forbidden: EXIT.denied,
  not_found: EXIT.notFound,
  method_not_allowed: EXIT.internal,
  conflict: EXIT.conflict,
  payload_too_large: EXIT.refused,
  unsupported_media_type: EXIT.internal,
  idempotency_mismatch: EXIT.conflict,
  unopenable_seal: EXIT.refused,
  rate_limited: EXIT.unavailable,
  unavailable: EXIT.unavailable,
  postponed: EXIT.unavailable,
  internal: EXIT.internal,
};

/** Each code in words. docs/cli.md says the same. */
export const EXIT_MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  done: "done",
  internal: "internal error: please report it",
  usage: "the command line or the settings are wrong; nothing was sent",
  refused: "the input was refused",
  denied: "the management key or the AWS credentials are missing, wrong, or not allowed to do this",
  notFound: "not found",
  conflict: "conflict with what exists already",
  unavailable: "the deployment does not answer; the same command may succeed later",
  someRowsRefused: "the import is complete, but some rows were refused: the report names them",
  unfinished: "the import is not complete; the same command resumes it",
  checkFailed: "a check failed: the audit log was altered, or the doctor found a fault",
  interrupted: "not confirmed: nothing was done; or interrupted with Ctrl-C: what was sent by then stands",
};

const NAMES = Object.keys(EXIT) as readonly (keyof typeof EXIT)[];

/** Shown under `keyferry --help`. */
export const EXIT_HELP = `
Exit codes:
${NAMES.map((name) => `  ${String(EXIT[name]).padStart(3)}  ${EXIT_MEANING[name]}`).join("\n")}
`;
