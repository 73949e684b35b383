import type { Clock } from "../kernel/ports.ts";
import { OUTBOX_SHARDS } from "../table/table-layout.ts";
import { publishEvents, type RelayDependencies } from "./publish-events.ts";

/** The stream is most likely still publishing younger events, so the sweep leaves them alone. */
const GRACE_MS = 60_000;

export interface SweepResult {
  readonly published: number;
  readonly failed: number;
}

/**
 * Publishes what the stream left behind in the outbox: after a broken relay, an expired stream record, or a bus that
 * refused. It removes an event only when it finds it in the log, at the earliest one sweep after it was added there, so
 * that a worker that looks in both places finds it in one. It skips the rest of a shard once no event of a page could be
 * published, so that it does not hammer a failing bus.
 * @throws KeyferryError `unavailable` when the outbox or the log cannot be read.
 */
export async function sweepOutbox(
  dependencies: RelayDependencies & { readonly now: Clock },
): Promise<SweepResult> {
  const { outbox, events, log, now } = dependencies;
  const total = { published: 0, failed: 0 };
  const stuck = new Set<string>();
  for await (const page of outbox.listBefore(new Date(now().getTime() - GRACE_MS))) {
    const logged = await events.find(page);
    await outbox.remove(page.filter(({ id }) => logged.has(id)));
    const unlogged = page.filter(({ id }) => !logged.has(id));
    if (unlogged.length === 0) continue;
    const shard = shardOf(unlogged);
    const left = stuck.has(shard) ? unlogged : await publishEvents(unlogged, dependencies);
    total.published += unlogged.length - left.length;
    total.failed += left.length;
    if (left.length === page.length) stuck.add(shard);
  }
  log.info("outbox_swept", { published: total.published, unpublished_events: total.failed });
  return total;
}

/** The first digits of an id name its shard: all events of a page have the same. */
const shardOf = ([first]: readonly { readonly id: string }[]): string =>
  String(Number.parseInt(first?.id.slice(0, 4) ?? "", 16) % OUTBOX_SHARDS);
