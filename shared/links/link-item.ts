import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import { newsOf, toNews } from "../credentials/news-item.ts";
import { initialSettingsSchema } from "../credentials/settings.ts";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { optionalText, parseItem, text } from "../table/parse-item.ts";
import {
  EXPIRING_LINKS,
  LINK_ATTRIBUTES,
  LINK_TOKEN_HASH,
  LISTING_INDEX,
  NEWS,
  PARTITION_KEY,
  PREFIX,
  SORT_KEY,
} from "../table/table-layout.ts";
import type { Link } from "./link.ts";
import type { GuardedLink, StoredLink } from "./ports.ts";

export const linkKey = (id: string): Item =>
  marshall({ [PARTITION_KEY]: `${PREFIX.link}${id}`, [SORT_KEY]: "LINK" });

export const linkIdOf = (item: Item): string => String(item[PARTITION_KEY]?.S).slice(PREFIX.link.length);

const LINKS = "links/";

/** The index partition that lists the links of a workspace. */
export const linksOf = (workspaceId: string | null): string => LINKS + toWorkspaceName(workspaceId);

/** The position in that list: by the time of creation. */
export const positionOf = ({ created_at, id }: Pick<Link, "created_at" | "id">): string =>
  `${created_at}#${id}`;

/** The link's id at such a position. */
export const idAt = (position: string): string => position.slice(position.indexOf("#") + 1);

/** A new link with its first event as an item. */
export function toLinkItem({ token_hash, ...link }: GuardedLink, news: StoredLink["news"]): Item {
  const item = {
    ...linkKey(link.id),
    ...attributesOf(link),
    ...marshall({
      [LINK_TOKEN_HASH]: token_hash,
      [LISTING_INDEX.partitionKey]: linksOf(link.workspace_id),
      [LISTING_INDEX.sortKey]: positionOf(link),
    }),
  };
  return { ...item, [NEWS]: toNews(news, item) };
}

/** Null members and empty lists are left out, to stay below what one write unit holds. */
function attributesOf(link: Link): Item {
  const sparse = LINK_ATTRIBUTES.map((name) => [name, link[name]] as const).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return marshall(Object.fromEntries(sparse), { removeUndefinedValues: true });
}

/** What a change of a link may write. The rest is as it was made. */
const CHANGING = ["status", "updated_at", "version", "redemption", "attempts", NEWS] as const;

/** The update that turns a stored link into this one. */
export function linkUpdate({ link, news }: StoredLink): {
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Item;
} {
  const attributes = {
    ...linkKey(link.id),
    ...attributesOf(link),
    ...marshall({ [LISTING_INDEX.partitionKey]: linksOf(link.workspace_id) }),
  };
  const item: Item = { ...attributes, [NEWS]: toNews(news, attributes) };
  const set = CHANGING.filter((name) => item[name] !== undefined);
  return {
    expression: `SET ${set.map((name) => `#${name} = :${name}`).join(", ")}`,
    names: Object.fromEntries(set.map((name) => [`#${name}`, name])),
    values: Object.fromEntries(set.map((name) => [`:${name}`, item[name] as AttributeValue])),
  };
}

const rejection = z.object({ code: text, message: text });

/** Codes are plain texts here: an older or newer version of keyferry may know others. */
const storedLinkSchema = z.object({
  id: text,
  purpose: z.enum(["create", "rotate"]),
  credential_id: text,
  provider: text,
  workspace_id: optionalText,
  workspace_label: optionalText,
  name: optionalText,
  settings: z.nullable(initialSettingsSchema),
  key_version: z.nullable(z.number()),
  allowed_origins: z.array(text),
  return_url: optionalText,
  status: z.enum(["open", "redeemed", "revoked", "expired"]),
  created_by: z.object({ type: text, id: text }),
  created_at: z.iso.datetime(),
  // Exact: a text that is no time would never expire.
  expires_at: z.iso.datetime(),
  updated_at: text,
  version: z.number(),
  redemption: z.nullable(z.object({ id: text, time: text, label: text })),
  attempts: z.array(z.object({ id: text, time: z.iso.datetime(), rejection })),
  body_digest: optionalText,
}) as unknown as z.ZodMiniType<Link>;

/** @throws KeyferryError `internal` for an item that is not an intake link. */
export function fromLinkItem(item: Item): Link {
  const { [LISTING_INDEX.partitionKey]: workspace, allowed_origins, attempts, ...raw } = unmarshall(item);
  return parseItem(
    storedLinkSchema,
    {
      ...Object.fromEntries(LINK_ATTRIBUTES.map((name) => [name, raw[name] ?? null])),
      id: linkIdOf(item),
      workspace_id: fromWorkspaceName(String(workspace).slice(LINKS.length)),
      allowed_origins: allowed_origins ?? [],
      attempts: attempts ?? [],
    },
    "intake link",
  );
}

/** The link with the hash of its token. @throws KeyferryError `internal` where there is none. */
export const fromGuardedItem = (item: Item): GuardedLink => ({
  ...fromLinkItem(item),
  token_hash: parseItem(z.object({ [LINK_TOKEN_HASH]: text }), unmarshall(item), "intake link").token_hash,
});

/** The link with its news. */
export const fromStoredItem = (item: Item): StoredLink => ({ link: fromLinkItem(item), news: newsOf(item) });

export const expiryKey = (id: string): Item =>
  marshall({ [PARTITION_KEY]: `${PREFIX.linkExpiry}${id}`, [SORT_KEY]: "LINK_EXPIRY" });

/** The note that a link is to expire: the index lists it by that time. */
export const toExpiryItem = ({ id, expires_at }: Pick<Link, "id" | "expires_at">): Item => ({
  ...expiryKey(id),
  ...marshall({
    [LISTING_INDEX.partitionKey]: EXPIRING_LINKS,
    [LISTING_INDEX.sortKey]: `${expires_at}#${id}`,
  }),
});
