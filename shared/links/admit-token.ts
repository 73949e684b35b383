import { notFound } from "../kernel/errors.ts";
import type { Secret } from "../kernel/secret.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import { matchesHash } from "./link-token.ts";
import type { GuardedLink, GuardedLinks } from "./ports.ts";

/** Read in place of what is no id, and compared with where there is no link: each refusal takes the same steps. */
const NO_LINK = "00000000-0000-8000-8000-000000000000";
const NO_HASH = "0".repeat(64);

/**
 * Finds the link whose token this is, in whatever status.
 * @throws KeyferryError `not_found` if there is no such link, or it has another token.
 */
export async function admitToken(
  id: string,
  token: Secret,
  { links }: { readonly links: GuardedLinks },
): Promise<GuardedLink> {
  const valid = uuidSchema.safeParse(id);
  const link = await links.find(valid.success ? valid.data : NO_LINK);
  const matches = matchesHash(token, link?.token_hash ?? NO_HASH);
  if (link === null || !matches) throw notFound();
  return link;
}
