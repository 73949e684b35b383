/** Bytes of a digest that are kept: with 16, a million texts collide by chance once in 10^26. */
const BYTES = 16;
const WORDS = BYTES / 4;
const FIRST_SLOTS = 1 << 12;
const MAX_LOAD = 0.7;

/** Remembers digests, each with a number. */
export interface DigestTable {
  /**
   * @param digest 16 bytes of it or more, as random in each bit as those of a hash; only the first 16 count.
   * @param value from 1 to 2^32 - 1.
   * @returns the value that the same digest was added with before; null if this is the first.
   */
  add(digest: Buffer, value: number): number | null;
}

/**
 * Open addressing in typed arrays, 20 bytes a slot: a Map of a million texts would take five times as much, and its entries
 * would be most of a long import's garbage.
 */
export function digestTable(): DigestTable {
  let digests = new Uint32Array(FIRST_SLOTS * WORDS);
  let values = new Uint32Array(FIRST_SLOTS);
  let size = 0;
  const own = new Uint32Array(WORDS);

  /** The slot of a digest: the one that holds it, or the free one where it belongs. */
  const slotOf = (
    digest: Uint32Array,
    from: number,
    inDigests: Uint32Array,
    inValues: Uint32Array,
  ): number => {
    const mask = inValues.length - 1;
    for (let slot = (digest[from] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      if (inValues[slot] === 0) return slot;
      let word = 0;
      while (word < WORDS && inDigests[slot * WORDS + word] === digest[from + word]) word += 1;
      if (word === WORDS) return slot;
    }
  };

  const grow = (): void => {
    const newValues = new Uint32Array(values.length * 2);
    const newDigests = new Uint32Array(newValues.length * WORDS);
    for (let slot = 0; slot < values.length; slot += 1) {
      if (values[slot] === 0) continue;
      const target = slotOf(digests, slot * WORDS, newDigests, newValues);
      newDigests.set(digests.subarray(slot * WORDS, slot * WORDS + WORDS), target * WORDS);
      newValues[target] = values[slot] ?? 0;
    }
    values = newValues;
    digests = newDigests;
  };

  return {
    add(digest, value) {
      for (let word = 0; word < WORDS; word += 1) own[word] = digest.readUInt32LE(word * 4);
      const slot = slotOf(own, 0, digests, values);
      const earlier = values[slot] ?? 0;
      if (earlier !== 0) return earlier;
      digests.set(own, slot * WORDS);
      values[slot] = value;
      size += 1;
      if (size > values.length * MAX_LOAD) grow();
      return null;
    },
  };
}
