import type { Link } from "./link.ts";

/** A link with the hash of its token. Only the door that people redeem links at reads the hash. */
export interface GuardedLink extends Link {
  readonly token_hash: string;
}

/** What the door that people redeem links at reads: one link by its id, and nothing else. */
export interface GuardedLinks {
  find(id: string): Promise<GuardedLink | null>;
}
