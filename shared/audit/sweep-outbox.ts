import type { Clock } from "../kernel/ports.ts";
import { type Published, publishEvents, type RelayDependencies } from "./publish-events.ts";

/** Younger entries are left to the stream, which is most likely at work on them. */
const GRACE_MS = 60_000;

/**
 * Publishes what the stream left behind: after a broken relay, an expired stream record, or a bus that refused.
 * Leaves a shard alone once nothing of a page could be published: a failing bus is not hammered, and an entry that
 * is refused for ever does not keep the other shards waiting.
 * @throws KeyferryError `unavailable` when the outbox cannot be read.
 */
export async function sweepOutbox(
  dependencies: RelayDependencies & { readonly now: Clock },
): Promise<Published> {
  const total = { published: 0, failed: 0 };
  const before = new Date(dependencies.now().getTime() - GRACE_MS);
  const stuck = new Set<number | undefined>();
  for await (const page of dependencies.outbox.listBefore(before)) {
    const shard = page[0]?.shard;
    if (stuck.has(shard)) continue;
    const { published, failed } = await publishEvents(page, dependencies);
    total.published += published;
    total.failed += failed;
    if (failed > 0 && published === 0) stuck.add(shard);
  }
  dependencies.log.info("outbox_swept", { published: total.published, unpublished_events: total.failed });
  return total;
}
