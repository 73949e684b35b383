import type { Caller } from "../access/authenticate.ts";
import { mayManage } from "../access/management-key.ts";
import { notFound } from "../kernel/errors.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import type { Link } from "./link.ts";
import type { LinkReader } from "./ports.ts";

/**
 * Finds an intake link that the caller may see, in whatever status.
 * @throws KeyferryError `not_found` for an unknown link, and also for one of a workspace that the caller may not manage, so
 *   that the answer does not reveal it.
 */
export async function getLink(
  id: string,
  { managementKey }: Caller,
  { links }: { readonly links: LinkReader },
): Promise<Link> {
  const valid = uuidSchema.safeParse(id);
  const link = valid.success ? await links.find(valid.data) : null;
  if (link === null || !mayManage(managementKey, link.workspace_id)) throw notFound();
  return link;
}
