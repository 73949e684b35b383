/**
 * How long the caller lets us wait for an outcome, in milliseconds (RFC 7240: `respond-async`,
 * `wait=<seconds>`). It is never more than the budget, which stays below the API's own time limit.
 */
export function waitOf(prefer: string | undefined, budgetMs: number): number {
  const preferences = (prefer ?? "")
    .toLowerCase()
    .split(/[,;]/)
    .map((part) => part.trim());
  const seconds = preferences
    .map((part) => /^wait\s*=\s*"?(\d{1,4})"?$/.exec(part)?.[1])
    .find((match) => match);
  if (seconds !== undefined) return Math.min(Number(seconds) * 1000, budgetMs);
  return preferences.includes("respond-async") ? 0 : budgetMs;
}
