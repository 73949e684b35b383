import type { Outbox, OutboxEntry } from "../../../shared/audit/ports.ts";
import type { AuditEvent, EventReference } from "../../../shared/credentials/audit-event.ts";
import type { Credential, EncryptedKey } from "../../../shared/credentials/credential.ts";
import type { CredentialRecord, PendingCredential } from "../../../shared/credentials/pending-credential.ts";
import type { CredentialReader } from "../../../shared/credentials/ports.ts";
import { unseenReference } from "../../../shared/credentials/unseen.ts";
import { type ImportJob, type ImportTally, talliesOf } from "../../../shared/imports/import-job.ts";
import type { FingerprintReader, ImportJobs, ImportReader } from "../../../shared/imports/ports.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import type { Commit, CommitResult, Ledger } from "../../../shared/provisioning/ports.ts";
import type { CredentialVaultReader } from "../../../shared/vault/ports.ts";

interface Entry {
  readonly entry: OutboxEntry;
  readonly time: string;
}

/** One table in memory behind all of its ports: each port reads what the others write. */
export function memoryTable() {
  const credentials = new Map<string, Credential>();
  const pendingOnes = new Map<string, PendingCredential>();
  const keys = new Map<string, EncryptedKey>();
  const events = new Map<string, AuditEvent>();
  const outbox = new Map<string, Entry>();
  const jobs = new Map<string, ImportJob>();
  const tallies: ImportTally[] = [];
  let broken = false;
  let conflict: (() => void) | undefined;

  const look = () => {
    if (broken) throw new KeyferryError("unavailable", "the table does not answer");
  };

  const commitOne = ({ decision, encryptedKey }: Commit): CommitResult => {
    const { event, credential, pending, expectedVersion, key } = decision;
    if (broken) return "unavailable";
    if (events.has(event.id)) return "duplicate";
    const record = credential ?? pending;
    if (record !== undefined) {
      const current = credentials.get(record.id) ?? pendingOnes.get(record.id);
      if ((current?.version ?? null) !== expectedVersion) return "stale";
      pendingOnes.delete(record.id);
    }
    if (pending !== undefined) pendingOnes.set(pending.id, pending);
    if (credential !== null) {
      credentials.set(credential.id, credential);
      if (key === "wipe") keys.delete(credential.id);
      if (key === "write" && encryptedKey !== null) keys.set(credential.id, encryptedKey);
    }
    events.set(event.id, event);
    return "committed";
  };

  const ledger: Ledger = {
    async findCredentials(ids) {
      look();
      return new Map<string, CredentialRecord>(
        [...credentials, ...pendingOnes].filter(([id]) => ids.includes(id)),
      );
    },
    async findEvents(references) {
      look();
      return new Set(references.map(({ id }) => id).filter((id) => events.has(id)));
    },
    async commit(commits) {
      const ids = commits.map(({ decision }) => decision.event.credential_id);
      if (new Set(ids).size < ids.length) throw new Error("two commits of one credential");
      const before = conflict;
      conflict = undefined;
      before?.();
      const results = commits.map(commitOne);
      const written = commits
        .map(({ decision }) => decision.event)
        .filter((_, i) => results[i] === "committed");
      const [first] = written;
      if (first !== undefined) {
        const position = `${first.time}#${first.id}`;
        outbox.set(position, { entry: { shard: 0, position, events: written }, time: first.time });
      }
      const settled = commits.flatMap(({ row, same_as, decision: { event } }, i) =>
        row && results[i] === "committed" ? [{ row, event, same_as }] : [],
      );
      tallies.push(...talliesOf(settled));
      return results;
    },
  };

  const importJobs: ImportJobs = {
    async note(noted) {
      look();
      for (const job of noted) {
        const name = `${job.import_id}/${job.workspace_id}`;
        if (!jobs.has(name)) jobs.set(name, job);
      }
    },
  };

  const imports: ImportReader = {
    async list(workspaceId, { limit, before }) {
      look();
      return [...jobs.values()]
        .filter((job) => job.workspace_id === workspaceId)
        .map(({ import_id, started_at }) => ({ import_id, position: `${started_at}#${import_id}` }))
        .sort((a, b) => (a.position < b.position ? 1 : -1))
        .filter(({ position }) => before === undefined || position < before)
        .slice(0, limit);
    },
    async read(importId) {
      look();
      return {
        jobs: [...jobs.values()].filter((job) => job.import_id === importId),
        tallies: tallies.filter((tally) => tally.import_id === importId),
      };
    },
    async listJobs(importId) {
      look();
      return [...jobs.values()].filter((job) => job.import_id === importId);
    },
    async readTallies(importId, workspaceId, { limit, after }) {
      look();
      const all = tallies.filter(
        (tally) => tally.import_id === importId && tally.workspace_id === workspaceId,
      );
      const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
      const page = all.slice(start, start + limit);
      return { tallies: page, next: start + limit < all.length ? (page.at(-1)?.id ?? null) : null };
    },
  };

  const reader: CredentialReader = {
    async find(id) {
      look();
      return credentials.get(id) ?? null;
    },
    async findMany(ids) {
      look();
      return ids.flatMap((id) => credentials.get(id) ?? []);
    },
    async list(workspaceId) {
      look();
      return [...credentials.values()]
        .filter((item) => item.workspace_id === workspaceId && item.deleted_at === null)
        .sort((a, b) => a.sort_order - b.sort_order);
    },
    async listEvents(credentialId) {
      look();
      return [...events.values()].filter((event) => event.credential_id === credentialId);
    },
    async findCommandState({ credential_id, id, unseen }) {
      look();
      const event = events.get(id) ?? null;
      const places = [{ credential_id, id }, ...(unseen ? [unseenReference({ credential_id, id })] : [])];
      const isThere = places.some((place) => place.credential_id === event?.credential_id);
      return { credential: credentials.get(credential_id) ?? null, event: isThere ? event : null };
    },
  };

  const fingerprints: FingerprintReader = {
    async *listFingerprints(workspaceId) {
      // Each page has one credential, so that shared keys must be found across pages.
      for (const { id } of await reader.list(workspaceId)) {
        const fingerprint = credentials.get(id)?.fingerprint;
        yield fingerprint === undefined ? [] : [{ id, fingerprint }];
      }
    },
  };

  const vaultReader: CredentialVaultReader = {
    async findStored(id) {
      const credential = credentials.get(id);
      return credential === undefined ? null : { credential, encryptedKey: keys.get(id) ?? null };
    },
  };

  const relaySide: Outbox = {
    async *listBefore(time) {
      look();
      const page = [...outbox.values()].filter((item) => item.time < time.toISOString());
      if (page.length > 0) yield page.map(({ entry }) => entry);
    },
    async readEvents(references: readonly EventReference[]) {
      look();
      return references.flatMap(({ id }) => events.get(id) ?? []);
    },
    async remove(entries) {
      look();
      for (const { position } of entries) outbox.delete(position);
    },
  };

  return {
    ledger,
    importJobs,
    reader,
    fingerprints,
    imports,
    tallies: tallies as readonly ImportTally[],
    vaultReader,
    outbox: relaySide,
    credentials,
    pending: pendingOnes,
    keys,
    events,
    /** The entries that are not published yet. */
    unpublished: (): OutboxEntry[] => [...outbox.values()].map(({ entry }) => entry),
    /** Makes every later call fail, or work again. */
    breakDown: (isBroken: boolean) => {
      broken = isBroken;
    },
    /** Runs `write` once, just before the next commit's conditions are checked, like another writer. */
    beforeNextCommit: (write: () => void) => {
      conflict = write;
    },
  };
}
