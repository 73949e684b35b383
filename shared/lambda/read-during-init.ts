import type { Sleep } from "../kernel/ports.ts";

/** Lambda gives init ten seconds. A service that does not answer by then must not cost more than a cold start. */
const PATIENCE_MS = 2_000;

/**
 * Reads during init, all at once, what the first request would otherwise wait for in turn: Lambda gives a process a
 * whole vCPU meanwhile, and the connections to AWS are open when the request comes. Each read keeps what it finds; a
 * read that fails is forgotten here, and the first request tries it again.
 */
export async function readDuringInit(
  reads: readonly (() => Promise<unknown>)[],
  sleep: Sleep,
): Promise<void> {
  await Promise.race([Promise.allSettled(reads.map((read) => read())), sleep(PATIENCE_MS)]);
}
