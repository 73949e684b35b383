import type { Clock } from "../kernel/ports.ts";
import type { RecordNews } from "./ports.ts";
import { publishEvents, type RelayDependencies } from "./publish-events.ts";

/** The stream and the sweep are most likely still publishing younger events. */
const GRACE_MS = 5 * 60_000;

/** How far back a record's change may lie: a day's reconciliation may fail twice before it misses something. */
const WINDOW_MS = 3 * 86_400_000;

export interface ReconcileDependencies extends RelayDependencies {
  readonly records: RecordNews;
  readonly now: Clock;
}

/**
 * Compares the news of records with the log, and publishes what the log lacks: events whose stream records were lost
 * together with the relay's attempt to keep them. What cannot be published stays in its record, for the next day.
 * @param segments the parts of the table to look through.
 * @param since how far to look back. Default: three days.
 * @throws KeyferryError `unavailable` when the table cannot be read.
 */
export async function reconcileLog(
  segments: readonly number[],
  { records, ...dependencies }: ReconcileDependencies,
  {
    since,
    graceMs = GRACE_MS,
  }: { readonly since?: Date | undefined; readonly graceMs?: number | undefined } = {},
): Promise<void> {
  const now = dependencies.now().getTime();
  const from = since ?? new Date(now - WINDOW_MS);
  const until = new Date(now - graceMs).toISOString();
  const total = { compared: 0, late_events: 0, unpublished_events: 0 };
  for (const segment of segments) {
    for await (const page of records.listChangedSince(from, segment)) {
      const settled = page.filter(({ time }) => time < until);
      const logged = settled.length === 0 ? new Set() : await dependencies.events.find(settled);
      const missing = settled.filter(({ id }) => !logged.has(id));
      const left = missing.length === 0 ? [] : await publishEvents(missing, dependencies);
      total.compared += settled.length;
      total.late_events += missing.length;
      total.unpublished_events += left.length;
    }
  }
  dependencies.log[total.late_events > 0 ? "warn" : "info"]("log_reconciled", {
    segments: segments.length,
    ...total,
  });
}
