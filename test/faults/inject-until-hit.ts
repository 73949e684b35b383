import { setTimeout as pause } from "node:timers/promises";
import type { FaultProxy, Injector } from "./proxy.ts";

/** How much longer an injector stays if it has not hit any call yet. */
const WAIT_FOR_HIT_MS = 8_000;
const POLL_MS = 100;

/** Injects for this time, and for a while longer if no call of the pipeline was hit. Returns how many of its calls were. */
export async function injectUntilHit(
  proxy: FaultProxy,
  name: string,
  injector: Injector,
  forMs: number,
): Promise<number> {
  const before = proxy.hits(name, "pipeline");
  const hits = () => proxy.hits(name, "pipeline") - before;
  proxy.injectWhen(name, injector);
  await pause(forMs);
  for (let waited = 0; hits() === 0 && waited < WAIT_FOR_HIT_MS; waited += POLL_MS) await pause(POLL_MS);
  proxy.stopInjecting(name);
  return hits();
}
