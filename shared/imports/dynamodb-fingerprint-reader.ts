import { credentialIdOf, credentialKey } from "../credentials/credential-item.ts";
import { listingPages } from "../credentials/dynamodb-credential-reader.ts";
import { forEachConcurrently } from "../kernel/for-each-concurrently.ts";
import { inChunks } from "../kernel/in-chunks.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, MAX_KEYS, type Table } from "../table/dynamodb-reads.ts";
import { PARTITION_KEY } from "../table/table-layout.ts";
import type { Fingerprinted, FingerprintReader } from "./ports.ts";

const ATTRIBUTES = [PARTITION_KEY, "fingerprint", "deleted_at"];

/** The most concurrent reads. */
const PARALLEL = 8;

/**
 * Finds the credentials that the listing index names and reads only their fingerprints. That costs one read
 * unit per credential and one call per hundred.
 */
export function dynamodbFingerprintReader(table: Table): FingerprintReader {
  return {
    async *listFingerprints(workspaceId) {
      for await (const listed of listingPages(table, workspaceId)) {
        const found: Fingerprinted[] = [];
        await forEachConcurrently(inChunks(listed, MAX_KEYS), PARALLEL, async (chunk) => {
          const keys = chunk.map(({ id }) => credentialKey(id));
          found.push(...(await batchGet(table, keys, ATTRIBUTES)).flatMap(fromItem));
        });
        yield found;
      }
    },
  };
}

/** Empty if the credential was deleted after the index listed it. */
function fromItem(item: Item): Fingerprinted | [] {
  const { fingerprint, deleted_at } = item;
  if (fingerprint?.S === undefined || deleted_at !== undefined) return [];
  return { id: credentialIdOf(item), fingerprint: fingerprint.S };
}
