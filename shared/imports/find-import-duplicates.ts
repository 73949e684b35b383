import { importedCredentialId } from "./imported-credential-id.ts";
import type { FingerprintReader, ImportReader } from "./ports.ts";

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
  readonly imports: Pick<ImportReader, "read">;
}

/**
 * Compares the fingerprints of an import's credentials with those of their workspaces. The import itself
 * writes nothing for this. The comparison costs one read unit per live credential of the workspaces, and one
 * call per hundred.
 */
export async function findImportDuplicates(importId: string, ports: Ports): Promise<DuplicateInStore[]> {
  const { jobs, tallies } = await ports.imports.read(importId);
  const found: DuplicateInStore[] = [];
  for (const { workspace_id } of jobs) {
    const sharing = await findSharedKeys(workspace_id, ports.fingerprints);
    const rows = tallies
      .filter((tally) => tally.workspace_id === workspace_id)
      .flatMap((tally) => tally.created_rows);
    for (const row of rows) {
      const id = importedCredentialId(workspace_id, importId, row);
      const same_as = sharing.get(id)?.filter((other) => other !== id);
      if (same_as !== undefined) found.push({ row, id, same_as: same_as.slice(0, SHOWN) });
    }
  }
  return found.sort((a, b) => a.row - b.row);
}

/**
 * Finds the credentials of a workspace that share a key with another, each with all credentials that have
 * that key. It holds only one entry in memory for each distinct key, since a workspace may have a million.
 */
async function findSharedKeys(
  workspaceId: string | null,
  { listFingerprints }: FingerprintReader,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const firstWith = new Map<string, string>();
  const sharing = new Map<string, string[]>();
  for await (const page of listFingerprints(workspaceId)) {
    for (const { id, fingerprint } of page) {
      const first = firstWith.get(fingerprint);
      if (first === undefined) {
        firstWith.set(fingerprint, id);
        continue;
      }
      const group = sharing.get(first) ?? [first];
      group.push(id);
      sharing.set(first, group).set(id, group);
    }
  }
  return sharing;
}
