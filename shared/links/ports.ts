import type { AuditEvent } from "../credentials/audit-event.ts";
import type { Link } from "./link.ts";
import type { LinkCommand } from "./link-command.ts";

/** A link with the hash of its token. Only the door that people redeem links at reads the hash. */
export interface GuardedLink extends Link {
  readonly token_hash: string;
}

/** What the door that people redeem links at reads: one link by its id, and nothing else. */
export interface GuardedLinks {
  find(id: string): Promise<GuardedLink | null>;
}

/** A link and the events of its last changes. */
export interface StoredLink {
  readonly link: Link;
  /** Oldest first: the last event always, earlier ones until a change has seen them in the log. */
  readonly news: readonly AuditEvent[];
}

/** What the API reads of links. */
export interface LinkReader {
  find(id: string): Promise<Link | null>;
  /** The well-formed ones of these, in the order of the ids. Takes at most 100 ids. */
  findMany(ids: readonly string[]): Promise<readonly Link[]>;
  /**
   * The positions of a workspace's links, newest first; may lag behind the latest changes.
   * @param page.before the position that the page ends before.
   */
  list(
    workspaceId: string | null,
    page: { readonly limit: number; readonly before: string | undefined },
  ): Promise<readonly { readonly id: string; readonly position: string }[]>;
}

/** The path of a command on a link from the API to the worker. */
export interface LinkQueue {
  /** Resolves once the command is durably queued. Sending the same command again is harmless. */
  send(command: LinkCommand): Promise<void>;
}
