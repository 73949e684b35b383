import type { UsedAttempt } from "../../resolver/resolver.ts";
import { notFound } from "../../shared/kernel/errors.ts";

/** The most attempts that are remembered, the newest. */
export const MOST_HANDED_OUT = 10_000;

export interface HandedOut {
  add(attempt: UsedAttempt): void;
  /** @throws KeyferryError `not_found` for a key that was not handed out here: a client reports on what it used. */
  find(id: string, keyVersion: number): UsedAttempt;
}

/**
 * Remembers which keys clients were given, so that they report on these alone. It keeps nothing that opens one: an attempt has its
 * ciphertext and data key, which the resolver forgets in time.
 */
export function handedOut(most = MOST_HANDED_OUT): HandedOut {
  const known = new Map<string, UsedAttempt>();
  return {
    add({ credential: { id, key_version } }) {
      const name = nameOf(id, key_version);
      known.delete(name);
      known.set(name, { credential: { id, key_version } });
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
    },
    find(id, keyVersion) {
      const attempt = known.get(nameOf(id, keyVersion));
      if (attempt === undefined) throw notFound();
      return attempt;
    },
  };
}

const nameOf = (id: string, keyVersion: number): string => `${id}#${keyVersion}`;
