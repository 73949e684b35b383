import { setTimeout as pause } from "node:timers/promises";
import type { OutcomeCounts } from "../../shared/imports/rows-once.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import type { ImportTarget } from "./target.ts";

export interface AwaitOutcomes {
  readonly target: Pick<ImportTarget, "counts">;
  readonly import_id: string;
  readonly sending: Promise<void>;
  /** How many outcomes there will be when all rows are sent. */
  readonly expected: () => number;
  readonly onCounts: (counts: OutcomeCounts) => void;
  /** Seconds without a new outcome after which the wait ends. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

const POLL_MS = 1_000;
/** To count a large import takes longer: counting may take a tenth of the time at most. */
const PAUSE_PER_COUNT = 9;

/**
 * Counts the outcomes while rows are sent and afterwards, until each row has one: then true. False when no new outcome
 * came for as long as patience lasts, or when the import was interrupted.
 * @throws whatever `sending` throws.
 */
export async function awaitOutcomes(plan: AwaitOutcomes): Promise<boolean> {
  const { sending, expected, onCounts, patience, signal } = plan;
  let isSent = false;
  const sent = sending.then(() => {
    isSent = true;
  });
  // The loop below throws what `sending` throws; until it looks, the rejection must not count as unhandled.
  sent.catch(() => {});
  let known = -1;
  let since = performance.now();
  for (;;) {
    const wasSent = isSent;
    const started = performance.now();
    const counts = await countOutcomes(plan);
    if (counts !== null) onCounts(counts);
    const finished = counts === null ? known : counts.created + counts.rejected + counts.skipped;
    if (finished !== known || !wasSent) since = performance.now();
    known = finished;
    if (wasSent) {
      if (finished >= expected()) return true;
      if (signal.aborted || performance.now() - since > patience * 1000) return false;
    }
    const wait = Math.max(POLL_MS, (performance.now() - started) * PAUSE_PER_COUNT);
    const rest = pause(wait, undefined, { signal });
    await Promise.race([wasSent ? rest : sent, rest.catch(() => sent)]).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) await sent;
  }
}

/** Null where the target does not answer; the next count may succeed. */
async function countOutcomes({ target, import_id }: AwaitOutcomes) {
  try {
    return await target.counts(import_id);
  } catch (error) {
    if (error instanceof KeyferryError && error.kind === "unavailable") return null;
    throw error;
  }
}
