import {
  type PollingInterval,
  pollingInterval,
} from "../../../shared/credentials/requests/polling-interval.ts";
import { fixedPauses } from "./latency.ts";
import { generator, normal } from "./random.ts";

/** The average cost of a way to wait: polls, and the milliseconds that a caller waits too long. */
export interface Cadence {
  readonly name: string;
  /** The median time of the awaited outcomes, in milliseconds. */
  readonly outcomeMs: number;
  readonly looks: number;
  readonly lateMs: number;
}

const OUTCOMES = 20_000;

const PACES: Readonly<Record<string, () => PollingInterval>> = {
  "learned (in use)": pollingInterval,
  "40, 40, 60, 80, 120, 180, 250, 400 (before)": () => fixedPauses([40, 40, 60, 80, 120, 180, 250, 400]),
  "every 10": () => fixedPauses([10]),
  "every 25": () => fixedPauses([25]),
  "every 100": () => fixedPauses([100]),
};

/**
 * Waits for generated outcomes with each interval. They are log-normal, so that one in a hundred takes about
 * four times the median.
 */
export const simulateCadence = (): Cadence[] =>
  [25, 80, 200].flatMap((outcomeMs) =>
    Object.entries(PACES).map(([name, make]) => ({ name, outcomeMs, ...waits(make(), outcomeMs) })),
  );

function waits(pace: PollingInterval, median: number): { looks: number; lateMs: number } {
  const random = generator();
  let looks = 0;
  let late = 0;
  for (let outcome = 0; outcome < OUTCOMES; outcome += 1) {
    const latency = median * Math.exp(0.6 * normal(random));
    let elapsed = 0;
    for (let look = 0; ; look += 1) {
      elapsed += pace.pauseBefore(look);
      looks += 1;
      if (elapsed < latency) continue;
      pace.observe(look, elapsed);
      late += elapsed - latency;
      break;
    }
  }
  return { looks: looks / OUTCOMES, lateMs: late / OUTCOMES };
}
