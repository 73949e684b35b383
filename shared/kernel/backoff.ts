import type { Sleep } from "./ports.ts";

/**
 * Pauses before a repeat. Returns false, without a pause, where no time is left for another attempt.
 * @param attempt the number of pauses before this one.
 */
export type Backoff = (attempt: number) => Promise<boolean>;

export interface BackoffOptions {
  readonly sleep: Sleep;
  /** The milliseconds that are left for pauses. */
  readonly remainingMs: () => number;
  /** A random number from 0 up to 1. */
  readonly random?: () => number;
}

const FIRST_MS = 50;
const LONGEST_MS = 2_000;

/**
 * Pauses for a random part of a time that doubles with each attempt ("full jitter", AWS Architecture Blog, "Exponential
 * Backoff And Jitter"), so that callers that were throttled together do not come back together.
 */
export const fullJitter =
  ({ sleep, remainingMs, random = Math.random }: BackoffOptions): Backoff =>
  async (attempt) => {
    const pause = random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
    if (pause > remainingMs()) return false;
    await sleep(pause);
    return true;
  };
