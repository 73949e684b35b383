import { hash, randomBytes } from "node:crypto";
import { reveal, type Secret } from "../../shared/kernel/secret.ts";
import { toWorkspaceName } from "../../shared/kernel/workspace.ts";

/** How many 32-bit words of a digest are kept: with 16 bytes, a million keys collide by chance once in 10^26. */
const WORDS = 4;
const FIRST_SLOTS = 1 << 12;
const MAX_LOAD = 0.7;

export interface KeySet {
  /** The row that first had this key in this workspace; null if this is the first. */
  add(key: Secret, workspaceId: string | null, row: number): number | null;
}

/**
 * Tells which keys occurred before. It keeps truncated HMACs under a random key of this run, so that whoever reads the
 * memory later learns nothing about a key. Open addressing in typed arrays, 20 bytes a slot: a Map of a million texts
 * would take five times as much.
 */
export function keySet(): KeySet {
  const digestOf = keyedDigest(randomBytes(64));
  let digests = new Uint32Array(FIRST_SLOTS * WORDS);
  let rows = new Uint32Array(FIRST_SLOTS);
  let size = 0;

  /** The slot of a digest: the one that holds it, or the free one where it belongs. */
  const slotOf = (digest: Uint32Array, from: number, inDigests: Uint32Array, inRows: Uint32Array): number => {
    const mask = inRows.length - 1;
    for (let slot = (digest[from] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      if (inRows[slot] === 0) return slot;
      let word = 0;
      while (word < WORDS && inDigests[slot * WORDS + word] === digest[from + word]) word += 1;
      if (word === WORDS) return slot;
    }
  };

  const grow = (): void => {
    const newRows = new Uint32Array(rows.length * 2);
    const newDigests = new Uint32Array(newRows.length * WORDS);
    for (let slot = 0; slot < rows.length; slot += 1) {
      if (rows[slot] === 0) continue;
      const target = slotOf(digests, slot * WORDS, newDigests, newRows);
      newDigests.set(digests.subarray(slot * WORDS, slot * WORDS + WORDS), target * WORDS);
      newRows[target] = rows[slot] ?? 0;
    }
    rows = newRows;
    digests = newDigests;
  };

  return {
    add(key, workspaceId, row) {
      const bytes = digestOf(key, toWorkspaceName(workspaceId));
      const digest = Uint32Array.from({ length: WORDS }, (_, word) => bytes.readUInt32LE(word * 4));
      const slot = slotOf(digest, 0, digests, rows);
      const earlier = rows[slot] ?? 0;
      if (earlier !== 0) return earlier;
      digests.set(digest, slot * WORDS);
      rows[slot] = row;
      size += 1;
      if (size > rows.length * MAX_LOAD) grow();
      return null;
    },
  };
}

/**
 * HMAC-SHA256 (RFC 2104) out of two one-shot hashes: an Hmac object per row is freed so late that a million of them
 * take hundreds of megabytes. @param secret one block of 64 bytes.
 */
function keyedDigest(secret: Buffer): (key: Secret, workspace: string) => Buffer {
  const inner = secret.map((byte) => byte ^ 0x36);
  const outer = secret.map((byte) => byte ^ 0x5c);
  const digest = (...parts: readonly Uint8Array[]) => hash("sha256", Buffer.concat(parts), "buffer");
  return (key, workspace) => digest(outer, digest(inner, Buffer.from(`${workspace}\n${reveal(key)}`)));
}
