import { setTimeout as pause } from "node:timers/promises";
import { EXIT } from "./exit-codes.ts";
import { interruptSignal } from "./interrupt.ts";
import { outputClosed } from "./output.ts";

const EVERY_MS = 2_000;

/** Repeats a look at something until the command is interrupted, or nobody reads what it prints. */
export async function follow(look: () => Promise<void>): Promise<void> {
  const interrupted = interruptSignal();
  const signal = AbortSignal.any([interrupted, outputClosed]);
  while (!signal.aborted) {
    await look();
    await pause(EVERY_MS, undefined, { signal }).catch(() => {});
  }
  if (interrupted.aborted) process.exitCode = EXIT.interrupted;
}
