/** The text that every raw key of a run contains, so that one search finds any of them anywhere. */
export const markOf = (seed: number): string => `KeyFerryFaultRun${seed}`;

/** Draws raw keys that no other command uses. */
export function rawKeys(seed: number, client: string): () => string {
  let drawn = 0;
  return () => {
    drawn += 1;
    const serial = `${client.replaceAll("-", "")}x${String(drawn).padStart(5, "0")}`;
    return `sk-proj-${markOf(seed)}x${serial}x${"Zq8vN3rT".repeat(5)}`;
  };
}
