import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import type { GuardedLink, GuardedLinks, LinkReader, StoredLink } from "../../../shared/links/ports.ts";
import type { CommitResult, LinkLedger } from "../../../shared/provisioning/ports.ts";

/**
 * The part of a table in memory that holds intake links.
 * @param look throws while the table is broken. @param note keeps every event that is committed.
 */
export function memoryLinks(look: () => void, note: (event: AuditEvent) => void) {
  const links = new Map<string, GuardedLink>();
  const news = new Map<string, readonly AuditEvent[]>();
  /** The times at which links are to expire, by id; gone when that is settled. */
  const due = new Map<string, string>();

  const isCurrent = ({ link }: StoredLink): boolean => links.get(link.id)?.version === link.version - 1;
  const write = ({ link, news: own }: StoredLink): void => {
    const before = links.get(link.id);
    if (before === undefined) throw new Error("no such link");
    links.set(link.id, { ...before, ...link });
    news.set(link.id, own);
    const newest = own.at(-1);
    if (newest !== undefined) note(newest);
  };

  const ledger: LinkLedger = {
    async find(ids) {
      look();
      const found = ids.flatMap((id) => links.get(id) ?? []);
      return new Map(
        found.map(({ token_hash: _, ...link }) => [link.id, { link, news: news.get(link.id) ?? [] }]),
      );
    },
    async add(link, event) {
      look();
      if (!due.get(link.id)) due.set(link.id, link.expires_at);
      if (links.has(link.id)) return;
      links.set(link.id, link);
      news.set(link.id, [event]);
      note(event);
    },
    async change(stored): Promise<CommitResult> {
      look();
      if (!isCurrent(stored)) return "stale";
      write(stored);
      return "committed";
    },
    async *listDue(time) {
      look();
      const ids = [...due].filter(([, at]) => at !== "" && at < time.toISOString()).map(([id]) => id);
      if (ids.length > 0) yield ids;
    },
    async settle(id) {
      look();
      due.set(id, "");
    },
  };

  const reader: LinkReader = {
    async find(id) {
      look();
      return links.get(id) ?? null;
    },
    async findMany(ids) {
      look();
      return ids.flatMap((id) => links.get(id) ?? []);
    },
    async list(workspaceId, { limit, before }) {
      look();
      return [...links.values()]
        .filter(({ workspace_id }) => workspace_id === workspaceId)
        .map(({ id, created_at }) => ({ id, position: `${created_at}#${id}` }))
        .sort((a, b) => (a.position < b.position ? 1 : -1))
        .filter(({ position }) => before === undefined || position < before)
        .slice(0, limit);
    },
  };

  const guarded: GuardedLinks = {
    async find(id) {
      look();
      return links.get(id) ?? null;
    },
  };

  return { ledger, reader, guarded, links, news, due, isCurrent, write };
}
