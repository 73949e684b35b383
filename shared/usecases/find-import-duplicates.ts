import { importedCredentialId } from "../crypto/derive-id.ts";
import type { CredentialReader, ImportReader } from "../ports.ts";

/** A row of an import whose key is in the store twice. */
export interface DuplicateInStore {
  readonly row: number;
  readonly id: string;
  /** Other live credentials of the same workspace with the same key, at most {@link SHOWN}. */
  readonly same_as: readonly string[];
}

const SHOWN = 10;
/** One BatchGetItem. */
const CHUNK = 100;

interface Ports {
  readonly reader: Pick<CredentialReader, "list" | "findMany">;
  readonly imports: Pick<ImportReader, "read">;
}

/**
 * Compares the fingerprints of an import's credentials with those of their workspaces. Nothing is written for it at
 * import time: it costs one read unit per live credential of the workspaces, and a call per hundred of them.
 */
export async function findImportDuplicates(importId: string, ports: Ports): Promise<DuplicateInStore[]> {
  const { jobs, tallies } = await ports.imports.read(importId);
  const found: DuplicateInStore[] = [];
  for (const { workspace_id } of jobs) {
    const byFingerprint = await fingerprintsOf(workspace_id, ports.reader);
    const fingerprintOf = new Map(
      [...byFingerprint].flatMap(([fingerprint, ids]) => ids.map((id) => [id, fingerprint] as const)),
    );
    const rows = tallies
      .filter((tally) => tally.workspace_id === workspace_id)
      .flatMap((tally) => tally.created_rows);
    for (const row of rows) {
      const id = importedCredentialId(workspace_id, importId, row);
      const same = byFingerprint.get(fingerprintOf.get(id) ?? "") ?? [];
      if (same.length > 1)
        found.push({ row, id, same_as: same.filter((other) => other !== id).slice(0, SHOWN) });
    }
  }
  return found.sort((a, b) => a.row - b.row);
}

async function fingerprintsOf(
  workspaceId: string | null,
  reader: Ports["reader"],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const listed = await reader.list(workspaceId);
  const found = new Map<string, string[]>();
  for (let start = 0; start < listed.length; start += CHUNK) {
    const ids = listed.slice(start, start + CHUNK).map(({ id }) => id);
    for (const { id, fingerprint, deleted_at } of await reader.findMany(ids)) {
      if (deleted_at !== null) continue;
      found.set(fingerprint, [...(found.get(fingerprint) ?? []), id]);
    }
  }
  return found;
}
