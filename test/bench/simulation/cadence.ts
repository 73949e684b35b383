import {
  type PollingInterval,
  pollingInterval,
} from "../../../shared/credentials/requests/polling-interval.ts";

/** The average cost of a way to wait: polls, and the milliseconds that a caller waits too long. */
export interface Cadence {
  readonly name: string;
  /** The median time of the awaited outcomes, in milliseconds. */
  readonly outcomeMs: number;
  readonly looks: number;
  readonly lateMs: number;
}

const OUTCOMES = 20_000;

const fixed = (pauses: readonly number[]): PollingInterval => ({
  pauseBefore: (look) => pauses[look] ?? pauses.at(-1) ?? 0,
  observe: () => {},
  observeLate: () => {},
});

const PACES: Readonly<Record<string, () => PollingInterval>> = {
  "learned (in use)": pollingInterval,
  "40, 40, 60, 80, 120, 180, 250, 400 (before)": () => fixed([40, 40, 60, 80, 120, 180, 250, 400]),
  "every 10": () => fixed([10]),
  "every 25": () => fixed([25]),
  "every 100": () => fixed([100]),
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
    const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    const latency = median * Math.exp(0.6 * normal);
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

/** Generates the same numbers in every run (mulberry32), never 0. */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 1) / 4294967297;
  };
}
