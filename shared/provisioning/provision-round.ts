import type { CommandIdentity } from "../credentials/decide.ts";
import type { CredentialRecord } from "../credentials/pending-credential.ts";
import type { ImportJob, ImportRow } from "../imports/import-job.ts";
import { toKeyferryError } from "../kernel/errors.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import type { SealOpener } from "../sealing/ports.ts";
import type { FingerprintKey, VaultSession } from "../vault/ports.ts";
import { examineItem, judgeItem, type Readable } from "./judge-item.ts";
import type { Commit, CommitResult, Ledger } from "./ports.ts";

/**
 * - `done`: its outcome is committed, now or before. Acknowledge.
 * - `reject`: it can never succeed, and an audit event says why. Acknowledge.
 * - `retry`: it may succeed later. Leave it on the queue.
 */
export type Verdict = "done" | "reject" | "retry";

/** A message that names its credential, on its way to a verdict. */
export interface Item {
  readonly identity: CommandIdentity;
  readonly read: Readable;
  /** The row of an import that this is; null for a command of its own. */
  readonly row: ImportRow | null;
  /** Delivered before: its outcome may be there already. */
  readonly redelivered: boolean;
}

export interface RoundDependencies {
  readonly ledger: Ledger;
  readonly vault: VaultSession;
  readonly seals: SealOpener;
  readonly fingerprintKey: FingerprintKey;
  readonly now: Clock;
  readonly log: Logger;
}

/** How often a decision is made anew on a record that another writer changed in between. */
const MAX_ATTEMPTS = 3;

/**
 * Carries out commands of distinct credentials together. One verdict per item, in order.
 * @throws KeyferryError `unavailable` when the table could not be read: then nothing was written.
 */
export async function provisionRound(
  items: readonly Item[],
  dependencies: RoundDependencies,
): Promise<Verdict[]> {
  const { ledger, now } = dependencies;
  await ledger.noteImports(items.flatMap(({ row }) => (row === null ? [] : jobOf(row, now()))));
  const known = await ledger.findEvents(items.filter((item) => item.redelivered).map(referenceOf));
  const records = await ledger.findCredentials(
    items.filter(changesRecord).map((item) => item.identity.credential_id),
  );

  const drafts = await Promise.all(
    items.map((item) => (known.has(item.identity.id) ? null : tryDraft(item, records, dependencies))),
  );
  const ready = drafts.filter((draft) => draft !== null && draft !== "retry");
  const results = await ledger.commit(ready);

  return Promise.all(
    items.map((item, index) => {
      const draft = drafts[index] ?? null;
      if (draft === "retry") return "retry";
      const result = draft === null ? "duplicate" : (results[ready.indexOf(draft)] ?? "unavailable");
      return conclude(item, draft, result, dependencies);
    }),
  );
}

/** Opens, judges and encrypts. A failure here is this item's alone. */
async function tryDraft(
  item: Item,
  records: ReadonlyMap<string, CredentialRecord>,
  dependencies: RoundDependencies,
): Promise<Commit | "retry"> {
  try {
    return await draft(item, records.get(item.identity.credential_id) ?? null, dependencies);
  } catch (error) {
    return defer(item, error, dependencies.log);
  }
}

async function draft(
  { read, row }: Item,
  record: CredentialRecord | null,
  dependencies: RoundDependencies,
): Promise<Commit> {
  const key = await examineItem(read, record, dependencies);
  const decision = judgeItem(read, key, record, dependencies.now());
  const { credential } = decision;
  const encryptedKey =
    credential !== null && decision.key === "write" && key.kind === "key"
      ? await dependencies.vault.encrypt(key.secret, credential)
      : null;
  return { decision, encryptedKey, row: row ?? undefined };
}

/** The verdict on an item whose commit was tried, after deciding anew where the record had moved on. */
async function conclude(
  item: Item,
  first: Commit | null,
  firstResult: CommitResult,
  dependencies: RoundDependencies,
): Promise<Verdict> {
  const { ledger, log } = dependencies;
  let current = first;
  let result = firstResult;
  try {
    for (let attempt = 1; current !== null && result === "stale" && attempt < MAX_ATTEMPTS; attempt += 1) {
      const { credential_id } = item.identity;
      const record = (await ledger.findCredentials([credential_id])).get(credential_id) ?? null;
      current = await draft(item, record, dependencies);
      result = (await ledger.commit([current]))[0] ?? "unavailable";
    }
  } catch (error) {
    return defer(item, error, log);
  }
  if (result === "stale" || result === "unavailable") {
    log.warn("command_deferred", { ...idsOf(item), reason: result });
    return "retry";
  }
  const event = result === "committed" ? current?.decision.event : undefined;
  log.info("command_settled", {
    ...idsOf(item),
    outcome: event?.type ?? result,
    reason: event?.rejection?.code,
  });
  return event?.rejection ? "reject" : "done";
}

function defer(item: Item, error: unknown, log: Logger): "retry" {
  const { kind, cause } = toKeyferryError(error);
  log.warn("command_deferred", {
    ...idsOf(item),
    reason: kind,
    cause: cause instanceof Error ? cause.name : undefined,
  });
  return "retry";
}

/** A creation by a webhook may find what came before it. */
const changesRecord = ({ read }: Item): boolean =>
  read.kind === "command" &&
  (read.command.type !== "credential.create" || read.command.external !== undefined);

const jobOf = ({ row: _, ...job }: ImportRow, now: Date): ImportJob => ({
  ...job,
  started_at: now.toISOString(),
});

const referenceOf = ({ identity }: Item) => ({ credential_id: identity.credential_id, id: identity.id });

const idsOf = ({ identity }: Item) => ({
  command_id: identity.id,
  credential_id: identity.credential_id,
  request_id: identity.request_id,
});
