import { listingPages } from "../shared/credentials/dynamodb-credential-reader.ts";
import { forEachConcurrently } from "../shared/kernel/for-each-concurrently.ts";
import { groupBy } from "../shared/kernel/group-by.ts";
import { inChunks } from "../shared/kernel/in-chunks.ts";
import { MAX_KEYS, type Table } from "../shared/table/dynamodb-reads.ts";
import { dynamodbCredentialVaultReader } from "../shared/vault/dynamodb-credential-vault-reader.ts";
import type { StoredCredential, VaultOpener } from "../shared/vault/ports.ts";
import type { CredentialRecord } from "./credential-record.ts";
import { type DataKey, dataKey } from "./data-key.ts";
import { HeldCredential } from "./held-credential.ts";
import { compareCredentials } from "./order-attempts.ts";

/** What the table had for one workspace, or for all of them (the global credentials), at one time. */
export interface Snapshot {
  /** When its read began, in milliseconds since 1970: it has every change that was acknowledged before. */
  readonly readAt: number;
  /** By provider, in their order of use. */
  readonly credentials: ReadonlyMap<string, readonly CredentialRecord[]>;
  /** Listed, and not to be understood: whatever they rule is unknown. By provider, their ids. */
  readonly unreadable: ReadonlyMap<string, readonly string[]>;
  /** By the wrapped form, in base64. */
  readonly dataKeys: ReadonlyMap<string, DataKey>;
  readonly count: number;
  /** About how much memory it takes. */
  readonly bytes: number;
}

/** About how much memory a data key takes with its wrapped form, and a snapshot that has nothing. */
const DATA_KEY_BYTES = 1_024;
const EMPTY_BYTES = 1_024;

/** BatchGetItem calls at a time, for a workspace of thousands. */
const CONCURRENCY = 8;

export interface SnapshotSource {
  readonly table: Table;
  readonly vault: VaultOpener;
  readonly now: () => number;
}

/**
 * Reads the live credentials of a workspace: the listing, and then every record consistently.
 * @param workspaceId null = the global ones
 * @param before what is in it and has not changed is kept, with its data key, so that nothing is parsed or unwrapped twice
 */
export async function readSnapshot(
  { table, vault, now }: SnapshotSource,
  workspaceId: string | null,
  before: Snapshot | undefined,
): Promise<Snapshot> {
  const readAt = now();
  const listed = new Map<string, string>();
  for await (const page of listingPages(table, workspaceId)) {
    for (const { id, provider } of page) listed.set(id, provider);
  }
  const known = new Map(
    [...(before?.credentials.values() ?? [])].flat().map((record) => [record.id, HeldCredential.of(record)]),
  );
  const reader = dynamodbCredentialVaultReader(table);
  const found: StoredCredential[] = [];
  const kept: HeldCredential[] = [];
  const unreadable = new Map<string, string[]>();
  await forEachConcurrently(inChunks([...listed.keys()], MAX_KEYS), CONCURRENCY, async (ids) => {
    const answer = await reader.findAllStored(ids, (id) => known.get(id)?.version);
    found.push(...answer.stored);
    kept.push(...answer.unchanged.flatMap((id) => known.get(id) ?? []));
    for (const id of answer.unreadable) {
      const provider = listed.get(id) ?? "";
      unreadable.set(provider, [...(unreadable.get(provider) ?? []), id]);
    }
  });

  const dataKeys = new Map<string, DataKey>();
  const dataKeyOf = (wrapped: Uint8Array): DataKey => {
    const name = Buffer.from(wrapped).toString("base64");
    const key = dataKeys.get(name) ?? before?.dataKeys.get(name) ?? dataKey(vault, wrapped, workspaceId);
    dataKeys.set(name, key);
    return key;
  };
  const changed = found
    // A record that left the workspace between the two reads, which no door allows, would be another's.
    .filter(({ credential }) => credential.deleted_at === null && credential.workspace_id === workspaceId)
    .map(
      (stored) =>
        new HeldCredential(stored, stored.encryptedKey && dataKeyOf(stored.encryptedKey.wrapped_key)),
    );
  for (const { wrappedKey } of kept) if (wrappedKey !== undefined) dataKeyOf(wrappedKey);
  const held = [...kept, ...changed];
  const records = held.map(({ record }) => record).sort(compareCredentials);
  return {
    readAt,
    credentials: groupBy(records, ({ provider }) => provider),
    unreadable,
    dataKeys,
    count: held.length,
    bytes: held.reduce((sum, { bytes }) => sum + bytes, EMPTY_BYTES) + dataKeys.size * DATA_KEY_BYTES,
  };
}
