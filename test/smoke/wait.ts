import { setTimeout as pause } from "node:timers/promises";
import { BrokenPromise } from "./steps.ts";

const INTERVAL_MS = 500;

/**
 * Repeats `probe` until it returns something.
 * @throws BrokenPromise after `seconds`, or once the signal aborts.
 */
export async function within<T>(
  seconds: number,
  what: string,
  probe: () => Promise<T | undefined | false>,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (signal?.aborted) throw new BrokenPromise(`stopped while waiting for ${what}`);
    if (Date.now() > deadline) throw new BrokenPromise(`${what}: not within ${seconds} s`);
    await pause(INTERVAL_MS);
  }
}
