import type { EventLog, Outbox, RecordNews } from "../../../shared/audit/ports.ts";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { unseenReference } from "../../../shared/credentials/audit-event.ts";
import type { Credential, EncryptedKey } from "../../../shared/credentials/credential.ts";
import type { PendingCredential, StoredRecord } from "../../../shared/credentials/pending-credential.ts";
import type { CredentialReader } from "../../../shared/credentials/ports.ts";
import { type ImportJob, type ImportTally, talliesOf } from "../../../shared/imports/import-job.ts";
import type { FingerprintReader, ImportJobs, ImportReader } from "../../../shared/imports/ports.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import type { Commit, CommitResult, Ledger } from "../../../shared/provisioning/ports.ts";
import type { CredentialVaultReader } from "../../../shared/vault/ports.ts";
import { memoryLinks } from "./memory-links.ts";

/** One table in memory behind all of its ports: each port reads what the others write. */
export function memoryTable() {
  const credentials = new Map<string, Credential>();
  const pendingOnes = new Map<string, PendingCredential>();
  const keys = new Map<string, EncryptedKey>();
  /** By credential, as in the table. */
  const news = new Map<string, readonly AuditEvent[]>();
  const logged = new Map<string, AuditEvent>();
  const outbox = new Map<string, AuditEvent>();
  /** Every event that was ever committed, wherever it is. */
  const events = new Map<string, AuditEvent>();
  const jobs = new Map<string, ImportJob>();
  const tallies: ImportTally[] = [];
  let broken = false;
  let conflict: (() => void) | undefined;

  const look = () => {
    if (broken) throw new KeyferryError("unavailable", "the table does not answer");
  };

  const links = memoryLinks(look, (event) => void events.set(event.id, event));

  const commitOne = ({ decision, encryptedKey, unlogged, link }: Commit): CommitResult => {
    const { event, credential, pending, expectedVersion, key } = decision;
    if (broken) return "unavailable";
    const record = credential ?? pending;
    if (link !== null && !links.isCurrent(link)) return "stale";
    if (record === undefined && link !== null) {
      links.write(link);
      return "committed";
    }
    if (record === undefined) {
      if (outbox.has(event.id)) return "duplicate";
      outbox.set(event.id, event);
    } else {
      const current = credentials.get(record.id) ?? pendingOnes.get(record.id);
      if ((current?.version ?? null) !== expectedVersion) return "stale";
      pendingOnes.delete(record.id);
      news.set(record.id, [...unlogged, event]);
    }
    if (pending !== undefined) pendingOnes.set(pending.id, pending);
    if (credential !== null) {
      credentials.set(credential.id, credential);
      if (key === "wipe") keys.delete(credential.id);
      if (key === "write" && encryptedKey !== null) keys.set(credential.id, encryptedKey);
    }
    events.set(event.id, event);
    if (link !== null) links.write(link);
    return "committed";
  };

  const ledger: Ledger = {
    async findRecords(ids) {
      look();
      const found = [...credentials, ...pendingOnes].filter(([id]) => ids.includes(id));
      return new Map<string, StoredRecord>(
        found.map(([id, record]) => [id, { record, news: news.get(id) ?? [] }]),
      );
    },
    async findEvents(references) {
      look();
      const ids = references.map(({ id }) => id);
      return new Map([...outbox, ...logged].filter(([id]) => ids.includes(id)));
    },
    async commit(commits) {
      const ids = commits.map(({ decision }) => decision.event.credential_id);
      if (new Set(ids).size < ids.length) throw new Error("two commits of one credential");
      const before = conflict;
      conflict = undefined;
      before?.();
      return commits.map(commitOne);
    },
    async tally(rows) {
      look();
      const known = new Set(tallies.map(({ id }) => id));
      tallies.push(...talliesOf(rows).filter(({ id }) => !known.has(id)));
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
    async *pages(importId) {
      look();
      for (const job of jobs.values()) if (job.import_id === importId) yield { jobs: [job], tallies: [] };
      for (const tally of tallies) if (tally.import_id === importId) yield { jobs: [], tallies: [tally] };
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

  const add = (place: Map<string, AuditEvent>) => async (added: readonly AuditEvent[]) => {
    if (broken) return added;
    for (const event of added) if (!place.has(event.id)) place.set(event.id, event);
    return [];
  };

  const eventLog: EventLog = {
    add: add(logged),
    async find(references) {
      look();
      return new Set(references.map(({ id }) => id).filter((id) => logged.has(id)));
    },
  };

  const relaySide: Outbox = {
    add: add(outbox),
    async *listBefore(time) {
      look();
      const page = [...outbox.values()].filter((event) => event.time < time.toISOString());
      if (page.length > 0) yield page;
    },
    async remove(removed) {
      look();
      for (const { id } of removed) outbox.delete(id);
    },
  };

  const records: RecordNews = {
    async *listChangedSince(time, segment) {
      look();
      const changed = [...credentials.values(), ...pendingOnes.values()].filter(
        ({ updated_at }) => updated_at >= time.toISOString(),
      );
      // All of this table is in one part.
      if (segment !== 0) return;
      for (const { id } of changed) yield news.get(id) ?? [];
      for (const { id, updated_at } of links.links.values()) {
        if (updated_at >= time.toISOString()) yield links.news.get(id) ?? [];
      }
    },
  };

  return {
    ledger,
    importJobs,
    reader,
    fingerprints,
    imports,
    tallies: tallies as readonly ImportTally[],
    links,
    vaultReader,
    eventLog,
    outbox: relaySide,
    records,
    credentials,
    pending: pendingOnes,
    keys,
    events,
    /** What a stream would show of the table now: the newest event of each record, and the outbox. */
    shown: (): AuditEvent[] => [
      ...[...news.values(), ...links.news.values()].flatMap((own) => own.at(-1) ?? []),
      ...outbox.values(),
    ],
    /** The events in the news of a record. */
    newsOf: (id: string): readonly AuditEvent[] => news.get(id) ?? [],
    /** The events that are not in the log. */
    unlogged: (): AuditEvent[] => [...events.values()].filter(({ id }) => !logged.has(id)),
    outboxed: (): AuditEvent[] => [...outbox.values()],
    logged: (): AuditEvent[] => [...logged.values()],
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
