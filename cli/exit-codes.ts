import type { ErrorKind } from "../shared/kernel/errors.ts";

/** What a command's exit says to the script that called it. Stable: scripts branch on them. */
export const EXIT = {
  done: 0,
  /** A fault of ours: please report it. */
  internal: 1,
  /** The command line or the settings are wrong; nothing was sent. */
  usage: 2,
  /** The input was refused. */
  refused: 3,
  /** The management key or the AWS credentials are missing, wrong, or may not do this. */
  denied: 4,
  notFound: 5,
  conflict: 6,
  /** The other side does not answer; the same command may succeed later. */
  unavailable: 7,
  /** The import is through, and some rows are not in: the report names them. */
  someRowsRefused: 8,
  /** The import was stopped or has not settled; the same command goes on with it. */
  unfinished: 9,
  /** What was checked is not as it should be: an altered audit log, a deployment that is not well. */
  unsound: 10,
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
  unavailable: EXIT.unavailable,
  internal: EXIT.internal,
};

/** Shown under `keyferry --help`. */
export const EXIT_HELP = `
Exit codes:
  0  done                     5  not found
  1  internal error           6  conflict with what is there
  2  wrong command line       7  the other side does not answer; try again
  3  input refused            8  import through, some rows refused
  4  not allowed              9  import unfinished; the same command goes on
                             10  what was checked is not as it should be
`;
