import type { Rejection } from "../credentials/audit-event.ts";
import type { CredentialRecord } from "../credentials/pending-credential.ts";
import type { ImportJob, ImportRow } from "../imports/import-job.ts";
import type { ImportJobs, KnownKeys } from "../imports/ports.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import type { VaultSession } from "../vault/ports.ts";
import { decideMessage } from "./decide-message.ts";
import { type OpenedKey, type OpenKeyDependencies, openKey } from "./open-key.ts";
import type { CredentialMessage } from "./parse-message.ts";
import type { Commit, CommitResult, Ledger } from "./ports.ts";
import { refuseBulkKey } from "./refuse-bulk-key.ts";
import type { Verdict } from "./verdict.ts";

export interface ProvisionDependencies extends OpenKeyDependencies {
  readonly ledger: Ledger;
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

/**
 * Carries out messages of distinct credentials together: message → decision → commit → verdict. It returns
 * one verdict per message, in order.
 * @throws KeyferryError `unavailable` when the table could not be read: then nothing was written.
 */
export async function provision(
  messages: readonly CredentialMessage[],
  dependencies: ProvisionDependencies,
): Promise<Verdict[]> {
  const { ledger, importJobs, now } = dependencies;
  await importJobs.note(messages.flatMap(({ row }) => (row === null ? [] : jobOf(row, now()))));
  const known = await ledger.findEvents(messages.filter(({ redelivered }) => redelivered).map(referenceOf));
  const records = await ledger.findCredentials(
    messages.filter(readsRecord).map(({ identity }) => identity.credential_id),
  );

  const prepared = await Promise.all(
    messages.map((message) =>
      known.has(message.identity.id) ? null : tryPrepare(message, records, dependencies),
    ),
  );
  const commits = prepared.filter((commit) => commit !== null && commit !== "retry");
  const results = await ledger.commit(commits);

  return Promise.all(
    messages.map((message, index) => {
      const commit = prepared[index] ?? null;
      if (commit === "retry") return "retry";
      const result = commit === null ? "duplicate" : (results[commits.indexOf(commit)] ?? "unavailable");
      return conclude(message, commit, result, dependencies);
    }),
  );
}

/** Prepares one message. A failure here affects only this message. */
async function tryPrepare(
  message: CredentialMessage,
  records: ReadonlyMap<string, CredentialRecord | KeyferryError>,
  dependencies: ProvisionDependencies,
): Promise<Commit | "retry"> {
  try {
    return await prepare(message, records.get(message.identity.credential_id) ?? null, dependencies);
  } catch (error) {
    return defer(message, error, dependencies.log);
  }
}

/** Opens the message's key, decides the message's effect, and encrypts the key if the decision writes it. */
async function prepare(
  message: CredentialMessage,
  record: CredentialRecord | KeyferryError | null,
  dependencies: ProvisionDependencies,
): Promise<Commit> {
  if (record instanceof KeyferryError) throw record;
  const opened = message.kind === "command" ? await openKey(message.command, record, dependencies) : NO_KEY;
  const { key, same_as } = await refuseBulkKey(message, opened, dependencies.knownKeys);
  const decision = decideMessage(message, key, record, dependencies.now());
  const { credential } = decision;
  const encryptedKey =
    credential !== null && decision.key === "write" && key.kind === "key"
      ? await dependencies.vault.encrypt(key.secret, credential)
      : null;
  return { decision, encryptedKey, row: message.row ?? undefined, same_as };
}

/** The verdict on a message after its commit. If the record had changed, it decides and commits again. */
async function conclude(
  message: CredentialMessage,
  first: Commit | null,
  firstResult: CommitResult,
  dependencies: ProvisionDependencies,
): Promise<Verdict> {
  const { ledger, log, now } = dependencies;
  let commit = first;
  let result = firstResult;
  try {
    for (let attempt = 1; commit !== null && result === "stale" && attempt < MAX_ATTEMPTS; attempt += 1) {
      const { credential_id } = message.identity;
      const record = (await ledger.findCredentials([credential_id])).get(credential_id) ?? null;
      commit = await prepare(message, record, dependencies);
      result = (await ledger.commit([commit]))[0] ?? "unavailable";
    }
    if (commit !== null && result === "unstorable") {
      const refused = { ...message, kind: "malformed" as const, rejection: TOO_LARGE };
      commit = { ...commit, decision: decideMessage(refused, NO_KEY, null, now()), encryptedKey: null };
      result = (await ledger.commit([commit]))[0] ?? "unavailable";
    }
  } catch (error) {
    return defer(message, error, log);
  }
  if (result !== "committed" && result !== "duplicate") {
    log.warn("command_deferred", { ...idsOf(message), reason: result });
    return "retry";
  }
  const event = result === "committed" ? commit?.decision.event : undefined;
  log.info("command_settled", {
    ...idsOf(message),
    outcome: event?.type ?? result,
    reason: event?.rejection?.code,
  });
  return event?.rejection ? "reject" : "done";
}

function defer(message: CredentialMessage, error: unknown, log: Logger): "retry" {
  log.warn("command_deferred", { ...idsOf(message), ...failureFields(error) });
  return "retry";
}

/** A webhook's creation may find what arrived before it. */
const readsRecord = (message: CredentialMessage): boolean =>
  message.kind === "command" &&
  (message.command.type !== "credential.create" || message.command.external !== undefined);

const jobOf = ({ import_id, workspace_id, total_rows, sent_by }: ImportRow, now: Date): ImportJob => ({
  import_id,
  workspace_id,
  total_rows,
  sent_by,
  started_at: now.toISOString(),
});

const referenceOf = ({ identity }: CredentialMessage) => ({
  credential_id: identity.credential_id,
  id: identity.id,
});

const idsOf = ({ identity }: CredentialMessage) => ({
  command_id: identity.id,
  credential_id: identity.credential_id,
  request_id: identity.request_id,
});
