import type { Clock, Sleep } from "../../../shared/kernel/ports.ts";

export const START = new Date("2026-02-03T04:05:06.000Z");

export interface ManualClock {
  readonly now: Clock;
  /** Returns at once and advances the clock by that time. */
  readonly sleep: Sleep;
  readonly advance: (milliseconds: number) => void;
}

/** A clock that moves only when a test advances it. */
export function manualClock(start: Date = START): ManualClock {
  let time = start.getTime();
  const advance = (milliseconds: number) => {
    time += milliseconds;
  };
  return { now: () => new Date(time), sleep: async (milliseconds) => advance(milliseconds), advance };
}
