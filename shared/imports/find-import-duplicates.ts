import { importedCredentialId } from "./imported-credential-id.ts";
import type { FingerprintReader, ImportReader } from "./ports.ts";

/** A row of an import whose key is in the store twice. */
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
 * Compares the fingerprints of an import's credentials with those of their workspaces. Nothing is written for it at
 * import time: it costs one read unit per live credential of the workspaces, and a call per hundred of them.
 */
export async function findImportDuplicates(importId: string, ports: Ports): Promise<DuplicateInStore[]> {
  const { jobs, tallies } = await ports.imports.read(importId);
  const found: DuplicateInStore[] = [];
  for (const { workspace_id } of jobs) {
    const alike = await findAlike(workspace_id, ports.fingerprints);
    const rows = tallies
      .filter((tally) => tally.workspace_id === workspace_id)
      .flatMap((tally) => tally.created_rows);
    for (const row of rows) {
      const id = importedCredentialId(workspace_id, importId, row);
      const same_as = alike.get(id)?.filter((other) => other !== id);
      if (same_as !== undefined) found.push({ row, id, same_as: same_as.slice(0, SHOWN) });
    }
  }
  return found.sort((a, b) => a.row - b.row);
}

/**
 * The credentials of a workspace that share a key with another, each with all that have it. One entry of memory for
 * each key of the workspace, and no more where keys are told apart: a workspace may have a million.
 */
async function findAlike(
  workspaceId: string | null,
  { listFingerprints }: FingerprintReader,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const firstWith = new Map<string, string>();
  const alike = new Map<string, string[]>();
  for await (const page of listFingerprints(workspaceId)) {
    for (const { id, fingerprint } of page) {
      const first = firstWith.get(fingerprint);
      if (first === undefined) {
        firstWith.set(fingerprint, id);
        continue;
      }
      const group = alike.get(first) ?? [first];
      group.push(id);
      alike.set(first, group).set(id, group);
    }
  }
  return alike;
}
