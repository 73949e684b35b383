import type * as z from "zod/mini";
import type { FieldProblem } from "./errors.ts";
import { meantName, shownName } from "./known-names.ts";

type Issue = z.core.$ZodIssue;

/** Unknown fields of one object that are told. */
const MAX_UNKNOWN = 20;

/** Every problem that a schema found, by path and reason. Reasons never repeat the input. */
export const fieldProblems = (issues: readonly Issue[]): FieldProblem[] => issues.flatMap(problemsOf);

function problemsOf(issue: Issue): FieldProblem[] {
  const path = issue.path.map(shownName).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, MAX_UNKNOWN).map((key) => ({
      path: [...issue.path.map(shownName), shownName(key)].join("."),
      reason: `is not a known field${hint(key)}`,
    }));
  }
  return [{ path, reason: reasonOf(issue) }];
}

function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${article(issue.expected)}`;
    case "too_small":
      return `must have at least ${issue.minimum} ${unit(issue.origin)}`;
    case "too_big":
      return `must have at most ${issue.maximum} ${unit(issue.origin)}`;
    case "invalid_format":
      return issue.format === "regex" ? "has a form that is not allowed" : `must be a valid ${issue.format}`;
    case "invalid_value":
      return issue.values.length <= 10
        ? `must be one of ${issue.values.join(", ")}`
        : "is not one of the known values";
    default:
      return issue.message === "" || issue.message === "Invalid input" ? "is not valid" : issue.message;
  }
}

const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);

const unit = (origin: string): string =>
  origin === "string" ? "characters" : origin === "array" ? "items" : "";

/** A dotted path in which each name is safe to repeat. */
export const safePath = (path: string): string => path.split(".").map(shownName).join(".");

/** Users of generated SDKs see camelCase names and send them. The hint points to the wire's spelling. */
function hint(key: string): string {
  const meant = meantName(key);
  return meant === undefined ? "" : `; did you mean ${meant}? Field names are in snake_case`;
}
