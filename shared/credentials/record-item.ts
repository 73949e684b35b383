import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import { REGIONS } from "../kernel/region.ts";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { optionalText, parseItem, text, textsByName } from "../table/parse-item.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  KEY_ATTRIBUTES,
  LISTING_INDEX,
  NEWS,
  PENDING_ATTRIBUTES,
} from "../table/table-layout.ts";
import type { EncryptedKey } from "./credential.ts";
import {
  credentialIdOf,
  credentialKey,
  fromCredentialItem,
  fromStoredTimes,
  isCredentialItem,
  toCredentialItem,
  toStoredTimes,
} from "./credential-item.ts";
import { newsOf, toNews } from "./news-item.ts";
import { isPending, type PendingCredential, type StoredRecord } from "./pending-credential.ts";

/** A pending credential as an item. */
function toPendingItem({ id, workspace_id, changes, sealed_key, ...attributes }: PendingCredential): Item {
  const deferred = Object.keys(changes).length > 0 ? changes : null;
  const clocks = toStoredTimes(attributes.clocks);
  const sparse = Object.entries({ ...attributes, clocks, deferred, sealed: sealed_key });
  return {
    ...credentialKey(id),
    ...marshall({
      ...Object.fromEntries(sparse.filter(([, value]) => value !== null)),
      [LISTING_INDEX.partitionKey]: toWorkspaceName(workspace_id),
    }),
  };
}

/** A record with its news as an item. */
export function toRecordItem({ record, news }: StoredRecord, encryptedKey: EncryptedKey | null): Item {
  const item = isPending(record) ? toPendingItem(record) : toCredentialItem(record, encryptedKey);
  return { ...item, [NEWS]: toNews(news, item) };
}

const flag = z.optional(z.boolean());
const texts = z.optional(z.nullable(z.array(text)));

const storedPendingSchema: z.ZodMiniType<PendingCredential> = z.object({
  id: text,
  provider: z.null(),
  workspace_id: optionalText,
  source: optionalText,
  external_id: optionalText,
  clocks: textsByName,
  changes: z.object({
    name: z.optional(optionalText),
    disabled: flag,
    is_fallback: flag,
    is_byok_only: flag,
    is_required: flag,
    declared_zdr: z.optional(z.nullable(z.boolean())),
    declared_region: z.optional(z.nullable(z.enum(REGIONS))),
    allowed_models: texts,
    allowed_user_ids: texts,
    allowed_api_key_hashes: texts,
  }),
  sealed_key: optionalText,
  updated_at: text,
  deleted_at: optionalText,
  version: z.number(),
});

/**
 * The record under a credential's id, with its news.
 * @throws KeyferryError `internal` for an item that is neither a credential nor a pending one.
 */
export const fromRecordItem = (item: Item): StoredRecord => ({
  record: isCredentialItem(item) ? fromCredentialItem(item) : fromPendingItem(item),
  news: newsOf(item),
});

function fromPendingItem(item: Item): PendingCredential {
  const { [LISTING_INDEX.partitionKey]: workspace, deferred, sealed, ...raw } = unmarshall(item);
  const pending = {
    ...raw,
    id: credentialIdOf(item),
    provider: null,
    workspace_id: fromWorkspaceName(String(workspace)),
    source: raw.source ?? null,
    external_id: raw.external_id ?? null,
    clocks: fromStoredTimes(raw.clocks ?? {}),
    changes: deferred ?? {},
    sealed_key: sealed ?? null,
    deleted_at: raw.deleted_at ?? null,
  };
  return parseItem(storedPendingSchema, pending, "pending credential");
}

/**
 * The update that turns one record and its news into another: it sets the attributes that have a value and removes the
 * others. It writes, wipes or keeps the key's ciphertext.
 */
export function recordUpdate(
  record: StoredRecord,
  encryptedKey: EncryptedKey | null,
  key: "write" | "wipe" | "keep",
): { readonly expression: string; readonly names: Record<string, string>; readonly values: Item } {
  const item = toRecordItem(record, key === "write" ? encryptedKey : null);
  const all = [
    ...CREDENTIAL_ATTRIBUTES,
    ...PENDING_ATTRIBUTES,
    NEWS,
    // A pending credential may be of no workspace yet.
    LISTING_INDEX.partitionKey,
    LISTING_INDEX.sortKey,
    ...(key === "keep" ? [] : KEY_ATTRIBUTES),
  ];
  const set = all.filter((name) => item[name] !== undefined);
  const remove = all.filter((name) => item[name] === undefined);
  const clauses = [
    `SET ${set.map((name) => `#${name} = :${name}`).join(", ")}`,
    ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(", ")}`] : []),
  ];
  return {
    expression: clauses.join(" "),
    names: Object.fromEntries(all.map((name) => [`#${name}`, name])),
    values: Object.fromEntries(set.map((name) => [`:${name}`, item[name] as AttributeValue])),
  };
}
