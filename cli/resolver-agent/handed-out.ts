import type { CredentialAttempt } from "../../resolver/resolution.ts";
import { notFound } from "../../shared/kernel/errors.ts";

/** The most attempts that are remembered, the newest. */
export const MOST_HANDED_OUT = 10_000;

export interface HandedOut {
  add(attempt: CredentialAttempt): void;
  /** @throws KeyferryError `not_found` for a key that was not handed out here: a client reports on what it used. */
  find(id: string, keyVersion: number): CredentialAttempt;
}

/** Remembers which keys clients were given, so that they report on these alone. It keeps the keys themselves nowhere. */
export function handedOut(most = MOST_HANDED_OUT): HandedOut {
  const known = new Map<string, CredentialAttempt>();
  return {
    add(attempt) {
      const name = nameOf(attempt.credential.id, attempt.credential.key_version);
      known.delete(name);
      known.set(name, attempt);
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
