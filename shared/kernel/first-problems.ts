import type { FieldProblem } from "./errors.ts";

/** The most problems that one report lists, whatever is wrong with the input. */
export const MAX_PROBLEMS = 20;

const MORE: FieldProblem = { path: "", reason: "has more problems than these" };

/**
 * The first problems, each once, and a note if there are more. It stops asking for problems then, so that a
 * lazy source does no work for what nobody will read.
 */
export function firstProblems(...sources: readonly Iterable<FieldProblem>[]): FieldProblem[] {
  const found = new Map<string, FieldProblem>();
  for (const source of sources) {
    for (const problem of source) {
      const text = `${problem.path}\n${problem.reason}`;
      if (found.has(text)) continue;
      if (found.size === MAX_PROBLEMS) return [...found.values(), MORE];
      found.set(text, problem);
    }
  }
  return [...found.values()];
}
