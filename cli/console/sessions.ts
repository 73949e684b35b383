import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../shared/kernel/ports.ts";
import { reveal, Secret } from "../../shared/kernel/secret.ts";

/** How long a link may be opened, in milliseconds. */
const LINK_MS = 10 * 60_000;

/**
 * Who may use the console. A link has a token that is exchanged once for a session, which the page keeps in its memory and
 * shows with each request. Of both, only digests stay here.
 */
export interface Sessions {
  /** The token of a new link, in the place of the one before it. */
  issue(): Secret;
  /** A new session; undefined for a token that was exchanged, replaced or is older than ten minutes. */
  exchange(token: string): Secret | undefined;
  isOpen(session: string): boolean;
}

export function createSessions(now: Clock): Sessions {
  let link: { readonly digest: Buffer; readonly until: number } | undefined;
  const open: Buffer[] = [];
  return {
    issue() {
      const token = random();
      link = { digest: digestOf(token), until: now().getTime() + LINK_MS };
      return new Secret(token);
    },
    exchange(token) {
      if (link === undefined || now().getTime() > link.until) return undefined;
      if (!timingSafeEqual(digestOf(token), link.digest)) return undefined;
      link = undefined;
      const session = random();
      open.push(digestOf(session));
      return new Secret(session);
    },
    isOpen(session) {
      const digest = digestOf(session);
      return open.filter((known) => timingSafeEqual(digest, known)).length > 0;
    },
  };
}

/** The address of the page with a token behind `#`, which a browser sends nowhere. */
export const linkOf = (address: string, token: Secret): string => `${address}/#${reveal(token)}`;

/** 256 random bits. */
const random = (): string => randomBytes(32).toString("base64url");

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();
