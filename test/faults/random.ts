/** Random numbers that follow from a seed (mulberry32, public domain). */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  pick<T>(choices: readonly T[]): T;
  /** True with this probability. */
  chance(probability: number): boolean;
  bytes(count: number): Buffer;
  /** A UUID in the form of a random one (RFC 9562 version 4). */
  uuid(): string;
  /** An independent stream, so that one client's numbers do not depend on the speed of the others. */
  fork(name: string): Random;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const bytes = (count: number) => Buffer.from(Array.from({ length: count }, () => below(256)));
  return {
    next,
    below,
    pick: <T>(choices: readonly T[]) => choices[below(choices.length)] as T,
    chance: (probability) => next() < probability,
    bytes,
    uuid() {
      const hex = bytes(16).toString("hex");
      return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
    },
    fork: (name) =>
      seeded(
        [...name].reduce(
          (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193),
          seed ^ 0x811c9dc5,
        ),
      ),
  };
}

/** Returns the things in a random order. */
export const shuffledBy = <T>(random: Random, things: readonly T[]): T[] =>
  things
    .map((thing) => ({ thing, rank: random.next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ thing }) => thing);
