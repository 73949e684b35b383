import type { Clock } from "../kernel/ports.ts";
import { type Published, publishEvents, type RelayDependencies } from "./publish-events.ts";

/** The stream is most likely still publishing younger entries, so the sweep leaves them alone. */
const GRACE_MS = 60_000;

/**
 * Publishes what the stream left behind: after a broken relay, an expired stream record, or a bus that
 * refused. It skips the rest of a shard once no event of a page could be published, so that it does not
 * hammer a failing bus, and an entry that the bus always refuses does not block the other shards.
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
