/** When to poll for an outcome, in milliseconds. */
export interface PollingInterval {
  /** The pause before a poll. The first poll has the number 0. */
  pauseBefore(poll: number): number;
  /** Records that a poll found the outcome, that many milliseconds after its command was queued. */
  observe(poll: number, elapsedMs: number): void;
  /** Records that no poll found the outcome within that many milliseconds. */
  observeLate(elapsedMs: number): void;
}

const INITIAL_MS = 40;
const SHORTEST_MS = 5;
const LONGEST_MS = 400;

/** The pause before every poll behind a worker that is late: frequent polls would only slow it down. */
const LATE_MS = 1_000;

/**
 * An adaptive polling interval. It learns from each outcome when to poll for the next one, since every poll
 * reads the table and every pause that is too long makes a caller wait. If the first poll finds the outcome,
 * the outcome may have been there earlier, so the next first poll comes earlier; if a later poll finds it,
 * the next first poll comes a little later. One slow outcome changes little.
 * docs/decisions/0014-learning-when-to-look.md compares this with fixed pauses and explains how the factors
 * were chosen.
 */
export function pollingInterval(): PollingInterval {
  let expected = INITIAL_MS;
  let isLate = false;
  return {
    pauseBefore(poll) {
      if (isLate) return LATE_MS;
      if (poll === 0) return expected;
      return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, expected / 4) * 1.3 ** (poll - 1));
    },
    observe(poll, elapsedMs) {
      // Of an outcome that came after many pauses of a second, the time is not known well enough to learn from it.
      if (isLate) {
        isLate = elapsedMs > 2 * LATE_MS;
        return;
      }
      const next =
        poll === 0 ? expected * 0.85 : expected + 0.15 * (Math.min(elapsedMs, 3 * expected) - expected);
      expected = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, next));
    },
    observeLate(elapsedMs) {
      // A shorter wait was what its caller asked for.
      isLate ||= elapsedMs >= 2 * LATE_MS;
    },
  };
}
