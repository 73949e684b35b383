/** When to look for an outcome, in milliseconds. */
export interface OutcomePace {
  /** How long to pause before that look: 0 is the first. */
  pauseBefore(look: number): number;
  /** Tells that an outcome was there at that look, so long after its command was queued. */
  found(look: number, elapsedMs: number): void;
}

const AT_FIRST_MS = 40;
const SHORTEST_MS = 5;
const LONGEST_MS = 400;

/**
 * Learns from each outcome when to look for the next, since every look reads the table and every pause too long makes
 * a caller wait. Found at the first look: it may have been there sooner, so the next first look comes earlier. Found
 * later: it comes a little later. One slow outcome changes little. What this gains over fixed pauses, and how the
 * factors were chosen, is in docs/decisions/0014-learning-when-to-look.md.
 */
export function outcomePace(): OutcomePace {
  let expected = AT_FIRST_MS;
  return {
    pauseBefore: (look) =>
      look === 0 ? expected : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, expected / 4) * 1.3 ** (look - 1)),
    found(look, elapsedMs) {
      const next =
        look === 0 ? expected * 0.85 : expected + 0.15 * (Math.min(elapsedMs, 3 * expected) - expected);
      expected = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, next));
    },
  };
}
