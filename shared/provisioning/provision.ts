import type { AuditEvent, Rejection } from "../credentials/audit-event.ts";
import type { ImportJob, ImportRow, SettledRow } from "../imports/import-job.ts";
import type { ImportJobs, KnownKeys } from "../imports/ports.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import type { VaultSession } from "../vault/ports.ts";
import { decideMessage } from "./decide-message.ts";
import type { OpenedKey, OpenKeyDependencies } from "./open-key.ts";
import type { CredentialMessage } from "./parse-message.ts";
import type { Commit, CommitResult, Ledger, LinkLedger } from "./ports.ts";
import { looksFirst, readStored, type Stored } from "./read-stored.ts";
import { afterRecord, changeLink, openKeyOfLink } from "./redeem.ts";
import { refuseBulkKey, sameAs } from "./refuse-bulk-key.ts";
import type { Verdict } from "./verdict.ts";

export interface ProvisionDependencies extends OpenKeyDependencies {
  readonly ledger: Ledger;
  readonly links: LinkLedger;
  readonly importJobs: ImportJobs;
  readonly knownKeys: KnownKeys;
  readonly vault: VaultSession;
  readonly now: Clock;
  readonly log: Logger;
}

const NO_KEY: OpenedKey = { kind: "none" };
const TOO_LARGE: Rejection = { code: "malformed_command", message: "the record is too large to be stored" };

/** The most decisions about one message, when another writer changes its record in between. */
const MAX_ATTEMPTS = 3;

/** What was carried out before: the event of the message's one outcome. */
interface Done {
  readonly done: AuditEvent;
}

/** How a message ends. Without an event it ends later. */
interface End {
  readonly verdict: Verdict;
  readonly event: AuditEvent | null;
}

const LATER: End = { verdict: "retry", event: null };

/**
 * Carries out messages of distinct credentials together: message → decision → commit → verdict. It returns
 * one verdict per message, in order.
 * @throws KeyferryError `unavailable` when the table could not be read: then nothing was written.
 */
export async function provision(
  messages: readonly CredentialMessage[],
  dependencies: ProvisionDependencies,
): Promise<Verdict[]> {
  const { ledger, links, importJobs, now } = dependencies;
  await importJobs.note(messages.flatMap(({ row }) => (row === null ? [] : jobOf(row, now()))));
  const stored = await readStored(messages.filter(looksFirst), ledger, links);
  const [prepared] = await Promise.all([
    Promise.all(messages.map((message) => tryPrepare(message, stored, dependencies))),
    stored.events,
  ]);
  const commits = prepared.flatMap((each) => (each === "retry" || "done" in each ? [] : each));
  const results = await ledger.commit(commits);
  const ends = await Promise.all(
    messages.map((message, index) => {
      const each = prepared[index] ?? "retry";
      if (each === "retry") return LATER;
      if ("done" in each) return endOf(message, "duplicate", each.done, dependencies);
      return conclude(message, each, results[commits.indexOf(each)] ?? "unavailable", dependencies);
    }),
  );
  return countRows(messages, ends, dependencies);
}

/** Prepares one message. A failure here affects only this message. */
async function tryPrepare(
  message: CredentialMessage,
  stored: Stored,
  dependencies: ProvisionDependencies,
): Promise<Commit | Done | "retry"> {
  try {
    return await prepare(message, stored, dependencies);
  } catch (error) {
    return defer(message, error, dependencies.log);
  }
}

/**
 * Opens the message's key, decides the message's effect, and encrypts the key if the decision writes it. The events are
 * read meanwhile. A redelivered message waits for them first, since its outcome is most likely among them.
 */
async function prepare(
  message: CredentialMessage,
  { recordOf, linkOf, events }: Stored,
  dependencies: ProvisionDependencies,
): Promise<Commit | Done> {
  const { id, credential_id } = message.identity;
  const [found, link] = [orThrow(recordOf(credential_id)), orThrow(linkOf(message))];
  const news = found?.news ?? [];
  const inNews = [...news, ...(link?.news ?? [])].find((event) => event.id === id);
  if (inNews !== undefined) return { done: inNews };
  const inLog = message.redelivered ? orThrow((await events).get(id)) : undefined;
  if (inLog !== undefined) return { done: inLog };

  const record = found?.record ?? null;
  // One time for all of it: a link that expires meanwhile must not be open for one half of the decision.
  const now = dependencies.now();
  const opened =
    message.kind !== "command" ? NO_KEY : await openKeyOfLink(message, record, link, now, dependencies);
  const decide = (given: OpenedKey) => decideMessage(afterRecord(message, record), given, record, now);
  const alone = decide(opened);
  // A row that is rejected anyway takes no key: another row with it would be left out for one that is never stored.
  const key =
    alone.credential === null ? opened : await refuseBulkKey(message, opened, dependencies.knownKeys);
  const decision = key === opened ? alone : decide(key);
  const { credential } = decision;
  const encryptedKey =
    credential !== null && decision.key === "write" && key.kind === "key"
      ? await dependencies.vault.encrypt(key.secret, credential)
      : null;
  const logged = await events;
  const done = orThrow(logged.get(id));
  if (done !== undefined) return { done };
  const unlogged = news.filter((event) => !logged.has(event.id));
  return {
    decision,
    encryptedKey,
    unlogged,
    link: changeLink(link, decision, logged, now),
  };
}

/** What was read. @throws the error that takes its place. */
function orThrow<Found>(found: Found | KeyferryError): Found {
  if (found instanceof KeyferryError) throw found;
  return found;
}

/** The end of a message after its commit. If the record had changed, it decides and commits again. */
async function conclude(
  message: CredentialMessage,
  first: Commit,
  firstResult: CommitResult,
  dependencies: ProvisionDependencies,
): Promise<End> {
  const { ledger, links, log, now } = dependencies;
  let prepared = first;
  let result = firstResult;
  try {
    for (let attempt = 1; result === "stale" && attempt < MAX_ATTEMPTS; attempt += 1) {
      const stored = await readStored([message], ledger, links);
      const next = await prepare({ ...message, redelivered: true }, stored, dependencies);
      if ("done" in next) return endOf(message, "duplicate", next.done, dependencies);
      prepared = next;
      result = (await ledger.commit([prepared]))[0] ?? "unavailable";
    }
    if (result === "unstorable") {
      const refused = { ...message, kind: "malformed" as const, rejection: TOO_LARGE };
      const decision = decideMessage(refused, NO_KEY, null, now());
      prepared = { ...prepared, decision, encryptedKey: null, unlogged: [], link: null };
      result = (await ledger.commit([prepared]))[0] ?? "unavailable";
    }
  } catch (error) {
    defer(message, error, log);
    return LATER;
  }
  return endOf(message, result, prepared.decision.event, dependencies);
}

function endOf(
  message: CredentialMessage,
  result: CommitResult,
  event: AuditEvent,
  { log }: ProvisionDependencies,
): End {
  if (result !== "committed" && result !== "duplicate") {
    log.warn("command_deferred", { ...idsOf(message), reason: result });
    return LATER;
  }
  log.info("command_settled", {
    ...idsOf(message),
    outcome: result === "committed" ? event.type : result,
    reason: result === "committed" ? event.rejection?.code : undefined,
  });
  return { verdict: result === "committed" && event.rejection !== null ? "reject" : "done", event };
}

/**
 * Counts the rows that ended with their imports, also those that ended before: whoever ended them may not have come to
 * count them. What cannot be counted now comes back, and is counted then.
 */
async function countRows(
  messages: readonly CredentialMessage[],
  ends: readonly End[],
  { ledger, log }: ProvisionDependencies,
): Promise<Verdict[]> {
  const settled = messages.flatMap(({ row }, index): SettledRow[] => {
    const { event } = ends[index] ?? LATER;
    return row === null || event === null ? [] : [{ row, event, same_as: sameAs(row, event) }];
  });
  const verdicts = ends.map(({ verdict }) => verdict);
  if (settled.length === 0) return verdicts;
  try {
    await ledger.tally(settled);
    return verdicts;
  } catch (error) {
    log.warn("rows_not_counted", { rows: settled.length, ...failureFields(error) });
    return messages.map(({ row }, index) => (row === null ? (verdicts[index] ?? "retry") : "retry"));
  }
}

function defer(message: CredentialMessage, error: unknown, log: Logger): "retry" {
  log.warn("command_deferred", { ...idsOf(message), ...failureFields(error) });
  return "retry";
}

const jobOf = ({ import_id, workspace_id, total_rows, sent_by }: ImportRow, now: Date): ImportJob => ({
  import_id,
  workspace_id,
  total_rows,
  sent_by,
  started_at: now.toISOString(),
});

const idsOf = ({ identity }: CredentialMessage) => ({
  command_id: identity.id,
  credential_id: identity.credential_id,
  request_id: identity.request_id,
});
