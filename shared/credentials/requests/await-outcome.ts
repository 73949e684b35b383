import { failureFields } from "../../kernel/failure-fields.ts";
import type { Clock, Logger, Sleep } from "../../kernel/ports.ts";
import type { LoadShedding } from "./load-shedding.ts";
import type { PollingInterval } from "./polling-interval.ts";

export interface WaitDependencies {
  readonly now: Clock;
  readonly sleep: Sleep;
  /** The polling interval of this process. */
  readonly polling: PollingInterval;
  /** What this process knows of the worker's load. */
  readonly load: LoadShedding;
  readonly log: Logger;
}

/**
 * Waits until the worker has committed the outcome of a command; returns null if the deadline passes first. A failed read
 * only means another pause, because the command is safely queued.
 * @param read finds the outcome, or null while there is none.
 * @param deadline in milliseconds since 1970.
 */
export async function awaitOutcome<Outcome>(
  read: () => Promise<Outcome | null>,
  commandId: string,
  deadline: number,
  { now, sleep, polling, load, log }: WaitDependencies,
): Promise<Outcome | null> {
  const start = now().getTime();
  for (let poll = 0; ; poll += 1) {
    const pause = polling.pauseBefore(poll);
    if (now().getTime() + pause > deadline) {
      const waitedMs = now().getTime() - start;
      load.observeLate(commandId, waitedMs, now());
      polling.observeLate(waitedMs);
      return null;
    }
    await sleep(pause);
    try {
      const outcome = await read();
      if (outcome === null) continue;
      polling.observe(poll, now().getTime() - start);
      load.observeInTime();
      return outcome;
    } catch (error) {
      log.warn("outcome_not_readable", { command_id: commandId, ...failureFields(error) });
    }
  }
}
