import { type Backoff, fullJitter } from "../kernel/backoff.ts";
import type { Clock, Sleep } from "../kernel/ports.ts";

/** The part of Lambda's context that tells the time left. */
export interface TimeLeft {
  getRemainingTimeInMillis(): number;
}

/** Milliseconds that an invocation keeps for its last attempt, for its verdicts and for its log. */
const RESERVE_MS = 5_000;

/** The invocation that this process runs: Lambda gives each process one at a time. */
export interface Invocation {
  /** A handler that knows how much time its invocation has. */
  during<Event, Result>(
    handle: (event: Event) => Promise<Result>,
  ): (event: Event, context: TimeLeft) => Promise<Result>;
  /** Pauses as long as the invocation has time for another attempt. */
  readonly backoff: Backoff;
}

export interface InvocationOptions {
  readonly now: Clock;
  readonly sleep: Sleep;
  /** The longest time from the start of an invocation to the end of its pauses, if its caller does not wait longer. */
  readonly patienceMs?: number;
}

export function newInvocation({
  now,
  sleep,
  patienceMs = Number.POSITIVE_INFINITY,
}: InvocationOptions): Invocation {
  let deadline = 0;
  return {
    during: (handle) => (event, context) => {
      const left = context.getRemainingTimeInMillis() - RESERVE_MS;
      deadline = now().getTime() + Math.min(left, patienceMs);
      return handle(event);
    },
    backoff: fullJitter({ sleep, remainingMs: () => deadline - now().getTime() }),
  };
}
