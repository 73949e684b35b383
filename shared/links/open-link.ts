import { notFound } from "../kernel/errors.ts";
import type { Clock } from "../kernel/ports.ts";
import type { Secret } from "../kernel/secret.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import { PROVIDERS } from "../providers/catalogue.ts";
import { admitToken } from "./admit-token.ts";
import { type Link, statusAt } from "./link.ts";
import type { GuardedLinks } from "./ports.ts";

interface OpenLinkDependencies {
  readonly links: GuardedLinks;
  readonly now: Clock;
}

/** What the holder of a link's token may know of it, and what the seal of the key must be bound to. */
export interface OpenLink
  extends Pick<
    Link,
    "id" | "purpose" | "provider" | "workspace_id" | "workspace_label" | "name" | "expires_at" | "return_url"
  > {
  readonly provider_name: string;
  /** The binding that the protected header of the JWE must have. */
  readonly seal: Required<Pick<Link, "workspace_id" | "provider" | "credential_id">>;
  /** The origins of pages that may embed the page: the only ones to which it may post a message. */
  readonly allowed_origins: readonly string[];
}

/**
 * Shows an open link to whoever has its token. It changes nothing: previews, scanners and reloads burn no link.
 * @throws KeyferryError `not_found`, the same for an unknown, expired, revoked or redeemed link and for a wrong token.
 */
export async function openLink(
  { id, token }: { readonly id: string; readonly token: Secret },
  { links, now }: OpenLinkDependencies,
): Promise<OpenLink> {
  const link = await admitToken(id, token, { links });
  if (statusAt(link, now()) !== "open") throw notFound();
  const { provider, workspace_id, credential_id } = link;
  return {
    id: link.id,
    purpose: link.purpose,
    provider,
    provider_name: PROVIDERS.get(provider)?.name ?? provider,
    workspace_id,
    workspace_label: link.workspace_label,
    name: link.name,
    expires_at: link.expires_at,
    return_url: link.return_url,
    seal: { workspace_id, provider, credential_id },
    allowed_origins: link.allowed_origins,
  };
}

/**
 * The origins of pages that may embed the page of this link: none for one that is not open, or does not exist. They are no
 * secret: the header that names them is in every answer.
 */
export async function embeddersOf(
  id: string,
  { links, now }: OpenLinkDependencies,
): Promise<readonly string[]> {
  const valid = uuidSchema.safeParse(id);
  const link = valid.success ? await links.find(valid.data) : null;
  return link !== null && statusAt(link, now()) === "open" ? link.allowed_origins : [];
}
