/** What one process knows of the worker's load: whether to queue another command, or to refuse it first. */
export interface LoadShedding {
  /** Milliseconds for which no command should be queued that its caller waits for; 0 if there is no reason to refuse. */
  pauseLeft(now: Date): number;
  /** Records that a wait of that many milliseconds ended without the outcome of a command. */
  observeLate(commandId: string, waitedMs: number, now: Date): void;
  /** Records that the outcome of a command was found in time. */
  observeInTime(): void;
}

/** A shorter wait shows nothing: its caller asked for it, or the request was on its path for long. */
const TELLING_WAIT_MS = 2_000;

/** One late command may be stuck by itself, and its caller repeats it. Two different ones in a row are a queue. */
const LATE_COMMANDS = 2;

const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 8_000;

/**
 * A circuit breaker in the memory of one process. It opens when the outcomes of different commands came late and none came
 * in time between them. After each pause one command is let through: while those are late, too, the pause doubles.
 * docs/decisions/0023-no-202-for-those-who-did-not-ask.md says why it asks no queue for its length.
 */
export function loadShedding(): LoadShedding {
  const late = new Set<string>();
  let pauseMs = 0;
  let until = 0;
  return {
    pauseLeft: (now) => Math.max(0, until - now.getTime()),
    observeLate(commandId, waitedMs, now) {
      if (waitedMs < TELLING_WAIT_MS) return;
      if (late.size < LATE_COMMANDS) late.add(commandId);
      if (late.size < LATE_COMMANDS) return;
      pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, pauseMs * 2));
      until = now.getTime() + pauseMs;
    },
    observeInTime() {
      late.clear();
      pauseMs = 0;
      until = 0;
    },
  };
}
