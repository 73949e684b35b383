import { loadShedding } from "../../../shared/credentials/requests/load-shedding.ts";
import { pollingInterval } from "../../../shared/credentials/requests/polling-interval.ts";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { hashLinkToken, linkToken } from "../../../shared/links/link-token.ts";
import type { GuardedLink } from "../../../shared/links/ports.ts";
import type { RedeemLinkDependencies } from "../../../shared/links/redeem-link.ts";
import type { SealBinding } from "../../../shared/sealing/seal.ts";
import { sealSession } from "../../../shared/sealing/seal-session.ts";
import { guardedLink, rawKey } from "../data/fixtures.ts";
import { intakePublicKey } from "../fakes/local-kms.ts";
import { manualClock } from "../fakes/manual-clock.ts";
import { memoryQueue } from "../fakes/memory-queue.ts";
import { recordingLogger } from "../fakes/recording-logger.ts";

/** The door that people redeem links at, with links and a queue in memory. @param onSend is the worker. */
export function redemptionWorld(onSend: (message: string) => Promise<void> = async () => {}) {
  const clock = manualClock();
  const log = recordingLogger();
  const queue = memoryQueue(onSend);
  const links = new Map<string, GuardedLink>();
  const looked: string[] = [];
  const sealKey = sealSession(intakePublicKey, clock.now);
  const dependencies: RedeemLinkDependencies = {
    links: {
      async find(id) {
        looked.push(id);
        return links.get(id) ?? null;
      },
    },
    queue,
    intakeKey: { publicKey: async () => intakePublicKey },
    now: clock.now,
    sleep: clock.sleep,
    polling: pollingInterval(),
    load: loadShedding(),
    log,
  };
  return {
    clock,
    log,
    queue,
    links,
    /** The ids that were looked for. */
    looked: looked as readonly string[],
    dependencies,
    /** Adds a link. @returns it, with its token. */
    add(overrides: Partial<GuardedLink> = {}) {
      const made = guardedLink(overrides);
      const token = linkToken(new Secret("kf_mgmt_tests-only-token"), made.id);
      const link = { ...made, token_hash: hashLinkToken(token) };
      links.set(link.id, link);
      return { link, token };
    },
    /** Replaces a link, as the worker does. */
    change(id: string, changes: Partial<GuardedLink>) {
      const link = links.get(id);
      if (link !== undefined) links.set(id, { ...link, ...changes });
    },
    seal: (link: GuardedLink, key = rawKey(), changes: Partial<SealBinding> = {}) =>
      sealKey(new Secret(key), {
        workspace_id: link.workspace_id,
        provider: link.provider,
        credential_id: link.credential_id,
        ...changes,
      }),
    request: (link: GuardedLink, token: Secret, sealed_key: string) => ({
      id: link.id,
      token: new Secret(reveal(token)),
      sealed_key,
      requestId: "request-1",
      waitUntil: clock.now().getTime() + 4_000,
    }),
  };
}

export type RedemptionWorld = ReturnType<typeof redemptionWorld>;
