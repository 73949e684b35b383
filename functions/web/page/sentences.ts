/** The sentences that there are, as one text; null if there are none. */
export function sentences(...given: readonly (string | null)[]): string | null {
  const there = given.filter((sentence) => sentence !== null && sentence !== "");
  return there.length === 0 ? null : there.join(" ");
}
