import { digestTable } from "../kernel/digest-table.ts";
import { idList } from "../kernel/id-list.ts";
import { importedCredentialId } from "./imported-credential-id.ts";
import type { FingerprintReader, ImportReader } from "./ports.ts";
import { rowsOnce } from "./rows-once.ts";

/** A row of an import whose key is in the store more than once. */
export interface DuplicateInStore {
  readonly row: number;
  readonly id: string;
  /** Other live credentials of the same workspace with the same key, at most {@link SHOWN}. */
  readonly same_as: readonly string[];
}

const SHOWN = 10;

interface Ports {
  readonly fingerprints: FingerprintReader;
  readonly imports: Pick<ImportReader, "listJobs" | "pages">;
}

/** Credentials that share a key with others, each with all credentials that have that key. */
type Sharing = ReadonlyMap<string, readonly string[]>;

/**
 * Compares the fingerprints of an import's credentials with those of their workspaces. The import itself
 * writes nothing for this. The comparison costs one read unit per live credential of the workspaces, and one
 * call per hundred.
 */
export async function findImportDuplicates(importId: string, ports: Ports): Promise<DuplicateInStore[]> {
  const sharing = new Map<string | null, Sharing>();
  for (const { workspace_id } of await ports.imports.listJobs(importId)) {
    const found = await findSharedKeys(workspace_id, ports.fingerprints);
    if (found.size > 0) sharing.set(workspace_id, found);
  }
  return sharing.size === 0 ? [] : rowsAmong(sharing, importId, ports.imports);
}

async function rowsAmong(
  sharing: ReadonlyMap<string | null, Sharing>,
  importId: string,
  imports: Pick<ImportReader, "pages">,
): Promise<DuplicateInStore[]> {
  const found: DuplicateInStore[] = [];
  const once = rowsOnce();
  for await (const { tallies } of imports.pages(importId)) {
    for (const { workspace_id, created_rows } of tallies.map(once)) {
      for (const row of created_rows) {
        const id = importedCredentialId(workspace_id, importId, row);
        const same_as = sharing
          .get(workspace_id)
          ?.get(id)
          ?.filter((other) => other !== id);
        if (same_as !== undefined) found.push({ row, id, same_as: same_as.slice(0, SHOWN) });
      }
    }
  }
  return found.sort((a, b) => a.row - b.row);
}

/** Holds some 40 bytes in memory for each credential, since a workspace may have a million. */
async function findSharedKeys(
  workspaceId: string | null,
  { listFingerprints }: FingerprintReader,
): Promise<Sharing> {
  const places = digestTable();
  const ids = idList();
  const sharing = new Map<string, string[]>();
  for await (const page of listFingerprints(workspaceId)) {
    for (const { id, fingerprint } of page) {
      const place = ids.add(id);
      const before = places.add(bytesOf(fingerprint), place);
      if (before === null) continue;
      const first = ids.get(before);
      const group = sharing.get(first) ?? [first];
      group.push(id);
      sharing.set(first, group).set(id, group);
    }
  }
  return sharing;
}

/** A fingerprint is an HMAC-SHA256 in base64url. */
const bytesOf = (fingerprint: string): Buffer => Buffer.from(fingerprint, "base64url");
