import type { Caller } from "../access/authenticate.ts";
import { fromCursor, toCursor } from "../access/cursor.ts";
import { mayManage } from "../access/management-key.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { toWorkspaceName } from "../kernel/workspace.ts";
import type { Link } from "./link.ts";
import type { LinkReader } from "./ports.ts";

export interface LinksRequest {
  readonly workspace_id: string | null;
  readonly limit: number;
  /** The `next_cursor` of the previous page. */
  readonly cursor: string | undefined;
}

export interface LinkPage {
  readonly links: readonly Link[];
  /** Names the next page; null on the last. */
  readonly next_cursor: string | null;
}

/**
 * Lists one page of a workspace's intake links, newest first, in whatever status.
 * @throws KeyferryError `forbidden` if the caller may not manage the workspace, `invalid_request` for a cursor of another list.
 */
export async function listLinks(
  { workspace_id, limit, cursor }: LinksRequest,
  caller: Caller,
  { links }: { readonly links: LinkReader },
): Promise<LinkPage> {
  if (!mayManage(caller.managementKey, workspace_id)) {
    throw new KeyferryError("forbidden", "This management key may not manage that workspace");
  }
  const list = `links/${toWorkspaceName(workspace_id)}`;
  const before = cursor === undefined ? undefined : fromCursor(cursor, list, caller);
  const listed = await links.list(workspace_id, { limit: limit + 1, before });
  const page = listed.slice(0, limit);
  const last = page.at(-1);
  return {
    links: await links.findMany(page.map(({ id }) => id)),
    next_cursor: last && listed.length > limit ? toCursor(last.position, list, caller) : null,
  };
}
