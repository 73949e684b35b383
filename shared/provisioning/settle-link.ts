import { KeyferryError } from "../kernel/errors.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import { forEachConcurrently } from "../kernel/for-each-concurrently.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import {
  decideExpiry,
  decideLinkCreation,
  decideRevocation,
  type LinkDecision,
} from "../links/decide-link.ts";
import { type Link, statusAt } from "../links/link.ts";
import type { CreateLinkCommand, LinkCommand, RevokeLinkCommand } from "../links/link-command.ts";
import type { CommitResult, Ledger, LinkLedger } from "./ports.ts";
import type { Verdict } from "./verdict.ts";

interface SettleDependencies {
  readonly links: LinkLedger;
  readonly ledger: Pick<Ledger, "findEvents">;
  readonly now: Clock;
  readonly log: Logger;
}

/** Links that expire at once. */
const CONCURRENCY = 8;

/** How long a run begins to expire links, in milliseconds: the invocation must not end in the middle of one. */
const RUN_MS = 10_000;

/** The most decisions about one change, when another writer changes the link in between. */
const MAX_ATTEMPTS = 3;

/**
 * Carries out a command on an intake link. To carry it out again changes nothing: a link that is there stays as it is, and
 * one that is final takes no revocation. Never throws.
 */
export async function settleLinkCommand(
  command: LinkCommand,
  dependencies: SettleDependencies,
): Promise<Verdict> {
  const { log } = dependencies;
  const fields = { command_id: command.id, link_id: command.link_id, request_id: command.request_id };
  try {
    if (command.type === "link.create") await create(command, dependencies);
    else await revoke(command, dependencies);
    log.info("link_command_settled", { ...fields, type: command.type });
    return "done";
  } catch (error) {
    log.warn("link_command_deferred", { ...fields, type: command.type, ...failureFields(error) });
    return "retry";
  }
}

async function create(command: CreateLinkCommand, { links, now }: SettleDependencies): Promise<void> {
  const decision = decideLinkCreation(command, now());
  if (decision !== null) await links.add(decision.link, decision.event);
}

const revoke = (command: RevokeLinkCommand, dependencies: SettleDependencies): Promise<boolean> =>
  changeLink(command.link_id, (current, now) => decideRevocation(command, current, now), dependencies);

/**
 * Expires the open links whose time has come, each with its event. Never throws: what fails, and what there is no time
 * for, is due again at the next run.
 * @returns false where links were due or could not be looked for, and none of them could be settled.
 */
export async function expireLinks(dependencies: SettleDependencies): Promise<boolean> {
  const { links, now, log } = dependencies;
  const counts = { expired: 0, settled: 0, failed: 0, left: 0 };
  let isBroken = false;
  const end = now().getTime() + RUN_MS;
  try {
    for await (const ids of links.listDue(now())) {
      await forEachConcurrently(ids, CONCURRENCY, async (id) => {
        if (now().getTime() >= end) {
          counts.left += 1;
          return;
        }
        try {
          let isEarly = false;
          const expire = (current: Link, time: Date): LinkDecision | null => {
            isEarly = statusAt(current, time) === "open";
            return decideExpiry(current, time);
          };
          if (await changeLink(id, expire, dependencies)) counts.expired += 1;
          // The note may be of an earlier command for the same link, which came no further: the link is due later.
          if (isEarly) return;
          await links.settle(id);
          counts.settled += 1;
        } catch (error) {
          counts.failed += 1;
          log.warn("link_not_expired", { link_id: id, ...failureFields(error) });
        }
      });
      if (counts.left > 0) break;
    }
  } catch (error) {
    isBroken = true;
    log.error("links_not_expired", failureFields(error));
  }
  log.info("links_expired", counts);
  return counts.settled > 0 || (counts.failed === 0 && !isBroken);
}

/**
 * Reads a link, decides and writes the change with its event, and again if the link has changed in between.
 * @returns whether it changed.
 * @throws KeyferryError `unavailable` when it is not known to have changed.
 */
async function changeLink(
  id: string,
  decide: (current: Link, now: Date) => LinkDecision | null,
  { links, ledger, now }: SettleDependencies,
): Promise<boolean> {
  let result: CommitResult = "stale";
  for (let attempt = 0; result === "stale" && attempt < MAX_ATTEMPTS; attempt += 1) {
    const stored = (await links.find([id])).get(id);
    if (stored instanceof KeyferryError) throw stored;
    if (stored === undefined) return false;
    const decision = decide(stored.link, now());
    if (decision === null) return false;
    const logged = stored.news.length === 0 ? new Map() : await ledger.findEvents(stored.news);
    const unlogged = stored.news.filter((event) => !logged.has(event.id));
    result = await links.change({ link: decision.link, news: [...unlogged, decision.event] });
  }
  if (result === "committed") return true;
  throw new KeyferryError("unavailable", `the link could not be changed: ${result}`);
}
