import type { UseRow } from "../credentials/credential-use.ts";
import type { UseLedger } from "../credentials/ports.ts";
import { parseUseMessage } from "../credentials/use-message.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import { forEachConcurrently } from "../kernel/for-each-concurrently.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import type { Verdict } from "./verdict.ts";

export interface UseDependencies {
  readonly useLedger: UseLedger;
  readonly now: Clock;
  readonly log: Logger;
}

/** A message of the queue `uses`, as far as this needs it. */
export interface RoutersMessage {
  readonly messageId: string;
  readonly body: string;
}

/** How far a router's clock may be ahead, in milliseconds. */
const MAX_AHEAD_MS = 5 * 60_000;
const WRITES_AT_ONCE = 10;

/**
 * Records what routers report of their uses. It returns one verdict per message, in order, and never throws.
 *
 * A report is a hint and no command: it changes no credential, and what cannot be true is left out. That is the use of a
 * credential or of a key that does not exist, and a use to come, which would stand as the last one for too long. A message
 * that comes twice counts twice.
 */
export async function recordUses(
  messages: readonly RoutersMessage[],
  dependencies: UseDependencies,
): Promise<readonly Verdict[]> {
  if (messages.length === 0) return [];
  const { useLedger, log } = dependencies;
  const parsed = messages.map(({ body }) => parseUseMessage(body));
  for (const [index, rows] of parsed.entries()) {
    if (rows === null) log.error("uses_unreadable", { message_id: messages[index]?.messageId });
  }
  const rows = parsed.flatMap((each) => each ?? []);
  const failed = new Set<UseRow>();
  try {
    const plausible = await plausibleOf(rows, dependencies);
    await forEachConcurrently(plausible, WRITES_AT_ONCE, async (row) => {
      await useLedger.note(row).catch((error: unknown) => {
        failed.add(row);
        log.warn("use_deferred", failureFields(error));
      });
    });
    log.info("uses_recorded", {
      rows: plausible.length - failed.size,
      left_out: rows.length - plausible.length,
    });
  } catch (error) {
    log.warn("uses_deferred", failureFields(error));
    return messages.map(() => "retry");
  }
  // An unreadable message stays on its queue, which moves it to the dead letters.
  return parsed.map((each) => (each === null || each.some((row) => failed.has(row)) ? "retry" : "done"));
}

async function plausibleOf(
  rows: readonly UseRow[],
  { useLedger, now }: UseDependencies,
): Promise<readonly UseRow[]> {
  if (rows.length === 0) return [];
  const latest = new Date(now().getTime() + MAX_AHEAD_MS).toISOString();
  const versions = await useLedger.keyVersions([...new Set(rows.map(({ credential_id }) => credential_id))]);
  return rows.filter(
    ({ credential_id, key_version, last_used_at }) =>
      key_version <= (versions.get(credential_id) ?? 0) && last_used_at <= latest,
  );
}
