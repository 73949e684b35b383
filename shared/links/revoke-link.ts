import { COMMAND_VERSION } from "../credentials/command.ts";
import { awaitOutcome } from "../credentials/requests/await-outcome.ts";
import type { DoorRequest } from "../credentials/requests/request.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { actorOf, type LinkDependencies } from "./create-link.ts";
import { getLink } from "./get-link.ts";
import { type Link, statusAt } from "./link.ts";
import { linkEventId, type RevokeLinkCommand } from "./link-command.ts";

export interface RevokeLinkRequest extends DoorRequest {
  readonly id: string;
}

/**
 * Queues the revocation of an intake link and waits for it. A link that is revoked or expired already stays as it is. Null
 * if the wait ends before the worker finishes: the command is then safely queued.
 * @throws KeyferryError `not_found`, `conflict` for a link that has been redeemed, `unavailable` when the command could not be
 *   queued.
 */
export async function revokeLink(
  request: RevokeLinkRequest,
  dependencies: LinkDependencies,
): Promise<Link | null> {
  const { links, linkQueue, now } = dependencies;
  const current = await getLink(request.id, request.caller, dependencies);
  const closed = (link: Link | null): Link | null =>
    link === null || statusAt(link, now()) === "open" ? null : link;
  if (closed(current) === null) await linkQueue.send(revokeCommand(request, current, now()));
  const link =
    closed(current) ??
    (await awaitOutcome(
      async () => closed(await links.find(current.id)),
      linkEventId(current.id, "revoke"),
      request.waitUntil,
      dependencies,
    ));
  if (link?.status === "redeemed") {
    throw new KeyferryError(
      "conflict",
      "The link has been redeemed: delete or rotate its credential instead",
    );
  }
  return link;
}

const revokeCommand = (
  { caller, requestId }: RevokeLinkRequest,
  { id, workspace_id }: Link,
  now: Date,
): RevokeLinkCommand => ({
  version: COMMAND_VERSION,
  type: "link.revoke",
  id: linkEventId(id, "revoke"),
  link_id: id,
  workspace_id,
  actor: actorOf(caller),
  request_id: requestId,
  requested_at: now.toISOString(),
});
