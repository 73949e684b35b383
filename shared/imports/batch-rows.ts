import type { FieldProblem } from "../kernel/errors.ts";
import { firstProblems } from "../kernel/first-problems.ts";
import { UNKNOWN_FIELD } from "../kernel/known-members.ts";
import { WIRE_NAMES } from "../kernel/wire-names.ts";
import { IMPORT_BATCH_VERSION, IMPORT_MESSAGE_VERSION, MAX_ROWS_TOGETHER } from "./import-message.ts";

/** A row of a message as a message of version 1, not validated, and what is wrong with how it was put together. */
export interface BatchRow {
  readonly value: unknown;
  readonly problems: readonly FieldProblem[];
}

const NO_ROWS: FieldProblem = { path: "rows", reason: `must be a list of 1 to ${MAX_ROWS_TOGETHER} rows` };

/** The rows of a message of either version: one of version 1 is its own row. Never throws. */
export function batchRows(message: unknown): readonly BatchRow[] {
  if (!isObject(message) || message.version !== IMPORT_BATCH_VERSION)
    return [{ value: message, problems: [] }];
  const { version: _, encrypted_key, rows, ...shared } = message;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > MAX_ROWS_TOGETHER) {
    return [{ value: shared, problems: [NO_ROWS] }];
  }
  return rows.map((row: unknown) => {
    const own = isObject(row) ? row : {};
    const twice = ["version", ...Object.keys(shared)].filter((name) => Object.hasOwn(own, name));
    return {
      value: {
        ...own,
        ...shared,
        version: IMPORT_MESSAGE_VERSION,
        ...("sealed_key" in own && { sealed_key: withKey(own.sealed_key, encrypted_key) }),
      },
      problems: firstProblems(twice.map(toProblem)),
    };
  });
}

const toProblem = (name: string): FieldProblem => ({
  path: WIRE_NAMES.has(name) ? name : UNKNOWN_FIELD,
  reason: "may not be in a row and in its message",
});

/** Puts the wrapped content key of the message into a seal that has none. */
const withKey = (seal: unknown, encryptedKey: unknown): unknown =>
  typeof seal === "string" && typeof encryptedKey === "string"
    ? seal.replace(/^([^.]*)\.\./, (_, header: string) => `${header}.${encryptedKey}.`)
    : seal;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
