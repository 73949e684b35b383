import type * as z from "zod/mini";
import type { FieldProblem } from "./errors.ts";
import { firstProblems } from "./first-problems.ts";
import { knownNames, knownPath, UNKNOWN_FIELD } from "./known-members.ts";
import { didYouMean } from "./nearest-name.ts";
import { NOT_PLAIN } from "./plain-text.ts";
import { NO_OFFSET, NOT_UTC } from "./time.ts";
import { WIRE_NAMES } from "./wire-names.ts";

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

/**
 * The first problems that a schema found in a value, by path and reason. Neither repeats any text of the
 * value: of its members' names, only those are shown that keyferry's contracts have.
 * @param error undefined for a value that fits.
 */
export const fieldProblems = (
  schema: Schema,
  value: unknown,
  error: z.core.$ZodError | undefined,
): FieldProblem[] => firstProblems(problemsIn(schema, value, error?.issues ?? []));

function* problemsIn(schema: Schema, value: unknown, issues: readonly Issue[]): Iterable<FieldProblem> {
  for (const issue of issues) {
    const place = knownPath([schema], issue.path, value);
    if (issue.code !== "unrecognized_keys") {
      yield { path: place, reason: reasonOf(issue) };
      continue;
    }
    const object = issue.path.reduce<unknown>((outer, step) => Object(outer)[step], value);
    for (const { path, reason } of unknownMembers(issue.keys, object, knownNames([schema], issue.path))) {
      yield { path: place === "" ? path : `${place}.${path}`, reason };
    }
  }
}

/**
 * The problems with members that an object may not have. Those with a name of keyferry's contracts are named;
 * all others are one problem, which says how many they are, where the first is and what it may have meant.
 * @param unknown the names of those members.
 * @param known the names that it may have.
 */
export function* unknownMembers(
  unknown: readonly string[],
  object: unknown,
  known: readonly string[],
): Iterable<FieldProblem> {
  for (const path of WIRE_NAMES) if (unknown.includes(path)) yield { path, reason: "is not a known field" };
  const [first, ...more] = unknown.filter((name) => !WIRE_NAMES.has(name));
  if (first === undefined) return;
  const position = Object.keys(Object(object)).indexOf(first) + 1;
  const reason =
    more.length === 0
      ? `is not a known field (member ${position})`
      : `and ${more.length} more are not known fields (the first is member ${position})`;
  yield { path: UNKNOWN_FIELD, reason: reason + didYouMean([first, ...more], known) };
}

/** What schemas say of a text's form themselves. */
const OWN_REASONS: ReadonlySet<string> = new Set([NOT_PLAIN, NOT_UTC, NO_OFFSET]);

function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${article(issue.expected)}`;
    case "too_small":
      return `must have at least ${issue.minimum} ${unit(issue.origin)}`;
    case "too_big":
      return `must have at most ${issue.maximum} ${unit(issue.origin)}`;
    case "invalid_format":
      if (OWN_REASONS.has(issue.message)) return issue.message;
      return issue.format === "regex"
        ? "has a form that is not allowed"
        : `must be a valid ${nameOf(issue.format)}`;
    case "invalid_value":
      return issue.values.length <= 10
        ? `must be one of ${issue.values.join(", ")}`
        : "is not one of the known values";
    default:
      return issue.message === "" || issue.message === "Invalid input" ? "is not valid" : issue.message;
  }
}

/** zod calls an identifier of any version a guid; everybody else, this project's documents among them, a UUID. */
const nameOf = (format: string): string => (format === "guid" ? "UUID" : format);

const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);

const unit = (origin: string): string =>
  origin === "string" ? "characters" : origin === "array" ? "items" : "";
