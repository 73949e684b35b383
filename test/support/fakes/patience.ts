import { type Backoff, fullJitter } from "../../../shared/kernel/backoff.ts";
import { manualClock } from "./manual-clock.ts";

/** A caller that has this much time, by a clock that only its pauses advance. It draws one half every time. */
export function patience(milliseconds: number): {
  readonly backoff: Backoff;
  readonly pauses: readonly number[];
} {
  const clock = manualClock();
  const deadline = clock.now().getTime() + milliseconds;
  const pauses: number[] = [];
  const sleep = async (pause: number) => {
    pauses.push(pause);
    clock.advance(pause);
  };
  const remainingMs = () => deadline - clock.now().getTime();
  return { backoff: fullJitter({ sleep, remainingMs, random: () => 0.5 }), pauses };
}
