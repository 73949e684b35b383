import { setTimeout as pause } from "node:timers/promises";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import type { ImportTarget } from "./target.ts";

export interface Settling {
  readonly target: Pick<ImportTarget, "counts">;
  readonly import_id: string;
  readonly sending: Promise<void>;
  /** How many outcomes there will be once all is sent. */
  readonly expected: () => number;
  readonly onCounts: (counts: { readonly created: number; readonly rejected: number }) => void;
  /** Seconds without a new outcome after which waiting is over. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

const POLL_MS = 1_000;
/** A look at a large import takes longer: looking is to take a tenth of the time at most. */
const SHARE = 9;

/**
 * Looks at the outcomes while rows are sent and after, until each has one: then true. False when no new one came for
 * as long as patience lasts, or when it was interrupted.
 * @throws whatever the sending throws.
 */
export async function awaitSettled(settling: Settling): Promise<boolean> {
  const { sending, expected, onCounts, patience, signal } = settling;
  let isSent = false;
  const sent = sending.then(() => {
    isSent = true;
  });
  // It is looked at below; until then, nobody does.
  sent.catch(() => {});
  let known = -1;
  let since = performance.now();
  for (;;) {
    const wasSent = isSent;
    const started = performance.now();
    const counts = await look(settling);
    if (counts !== null) onCounts(counts);
    const settled = counts === null ? known : counts.created + counts.rejected;
    if (settled !== known || !wasSent) since = performance.now();
    known = settled;
    if (wasSent) {
      if (settled >= expected()) return true;
      if (signal.aborted || performance.now() - since > patience * 1000) return false;
    }
    const rest = pause(Math.max(POLL_MS, (performance.now() - started) * SHARE), undefined, { signal });
    await Promise.race([wasSent ? rest : sent, rest.catch(() => sent)]).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) await sent;
  }
}

/** Null where the outcomes cannot be read just now. */
async function look({ target, import_id }: Settling) {
  try {
    return await target.counts(import_id);
  } catch (error) {
    if (error instanceof KeyferryError && error.kind === "unavailable") return null;
    throw error;
  }
}
