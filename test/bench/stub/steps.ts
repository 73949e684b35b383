/** One call of a step: its operation, and how many items it writes or reads. */
export interface SteppedCall {
  readonly operation: string;
  readonly items: number;
}

/** Calls of which none needs the answer of another. */
export type Step = readonly SteppedCall[];

/** After so many milliseconds without another call, a step is complete. Callers need far less to make their next call. */
const QUIET_MS = 80;

/**
 * Answers calls in steps: each call waits until no further one arrives, and then all of the step are answered. So the number of
 * steps is the depth of the graph of calls, however fast the machine is: calls that are made at the same time share a step.
 */
export function stepRecorder() {
  let isOn = false;
  let steps: Step[] = [];
  let calls: SteppedCall[] = [];
  let release: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  const complete = (): void => {
    const waiting = release;
    steps.push(calls);
    calls = [];
    release = [];
    for (const resolve of waiting) resolve();
  };

  return {
    turn: (on: boolean): void => {
      isOn = on;
    },
    /** Resolves when the step of this call is complete. */
    join: async (call: SteppedCall): Promise<void> => {
      if (!isOn) return;
      calls.push(call);
      clearTimeout(timer);
      timer = setTimeout(complete, QUIET_MS);
      await new Promise<void>((resolve) => release.push(resolve));
    },
    /** Returns the steps since the previous call. */
    take: (): readonly Step[] => {
      const taken = steps;
      steps = [];
      return taken;
    },
  };
}
