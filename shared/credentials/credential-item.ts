import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  KEY_ATTRIBUTES,
  LISTING_INDEX,
  PARTITION_KEY,
  PENDING_ATTRIBUTES,
  PREFIX,
  SORT_KEY,
} from "../table/table-layout.ts";
import type { Credential, EncryptedKey } from "./credential.ts";
import { type CredentialRecord, isPending, type PendingCredential } from "./pending-credential.ts";
import type { ListingEntry } from "./ports.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";

export const credentialKey = (id: string): Item =>
  marshall({ [PARTITION_KEY]: `${PREFIX.credential}${id}`, [SORT_KEY]: "CREDENTIAL" });

export const credentialIdOf = (item: Item): string =>
  String(item[PARTITION_KEY]?.S).slice(PREFIX.credential.length);

/** Whether this is a credential that has been created, and not what came before its creation. */
export const isCredentialItem = (item: Item): boolean =>
  (item[PARTITION_KEY]?.S?.startsWith(PREFIX.credential) ?? false) && item.provider !== undefined;

/** Settings that read as false where they are absent. `declared_zdr` is not one: its absence is null, not false. */
const FLAGS: ReadonlySet<string> = new Set(
  Object.entries(DEFAULT_SETTINGS).flatMap(([name, value]) => (value === false ? [name] : [])),
);

/**
 * A credential as an item. Null members and flags that are false are left out: an item of up to 1 KB costs one write
 * unit, and a typical credential stays below that.
 */
export function toCredentialItem(credential: Credential, encryptedKey: EncryptedKey | null): Item {
  const { id, workspace_id, ...attributes } = credential;
  const sparse = Object.entries(attributes).filter(
    ([name, value]) => value !== null && !(value === false && FLAGS.has(name)),
  );
  return {
    ...credentialKey(id),
    ...marshall(
      {
        ...Object.fromEntries(sparse),
        [LISTING_INDEX.partitionKey]: toWorkspaceName(workspace_id),
        ...(credential.deleted_at === null && { [LISTING_INDEX.sortKey]: positionOf(credential) }),
        ...encryptedKey,
      },
      { removeUndefinedValues: true },
    ),
  };
}

/** `sort_order` padded to 16 digits, so that text sorts as numbers do. */
const positionOf = ({ sort_order, provider, id }: Credential): string =>
  `${String(sort_order).padStart(16, "0")}#${provider}#${id}`;

/** What the listing index says of a credential without reading it. */
export function fromPosition(position: string): ListingEntry {
  const [, provider = "", id = ""] = position.split("#");
  return { id, provider };
}

export function fromCredentialItem(item: Item): Credential {
  const { [LISTING_INDEX.partitionKey]: workspace, ...rest } = unmarshall(item);
  const attributes = Object.fromEntries(CREDENTIAL_ATTRIBUTES.map((name) => [name, rest[name] ?? null]));
  const flags = Object.fromEntries([...FLAGS].map((name) => [name, attributes[name] ?? false]));
  return {
    ...attributes,
    ...flags,
    id: credentialIdOf(item),
    workspace_id: fromWorkspaceName(String(workspace)),
  } as Credential;
}

/** Null where the key was wiped. */
export function encryptedKeyOf(item: Item): EncryptedKey | null {
  const { scheme, ciphertext, wrapped_key } = unmarshall(item);
  if (KEY_ATTRIBUTES.some((name) => item[name] === undefined)) return null;
  return { scheme, ciphertext, wrapped_key };
}

/** What came before a creation, as an item. */
function toPendingItem({ id, workspace_id, changes, sealed_key, ...attributes }: PendingCredential): Item {
  const deferred = Object.keys(changes).length > 0 ? changes : null;
  const sparse = Object.entries({ ...attributes, deferred, sealed: sealed_key });
  return {
    ...credentialKey(id),
    ...marshall({
      ...Object.fromEntries(sparse.filter(([, value]) => value !== null)),
      [LISTING_INDEX.partitionKey]: toWorkspaceName(workspace_id),
    }),
  };
}

export const toRecordItem = (record: CredentialRecord, encryptedKey: EncryptedKey | null): Item =>
  isPending(record) ? toPendingItem(record) : toCredentialItem(record, encryptedKey);

/** What the worker finds under a credential's id. */
export function fromRecordItem(item: Item): CredentialRecord {
  if (isCredentialItem(item)) return fromCredentialItem(item);
  const raw = unmarshall(item);
  return {
    id: credentialIdOf(item),
    provider: null,
    workspace_id: fromWorkspaceName(String(raw[LISTING_INDEX.partitionKey])),
    source: raw.source,
    external_id: raw.external_id,
    clocks: raw.clocks ?? {},
    changes: raw.deferred ?? {},
    sealed_key: raw.sealed ?? null,
    updated_at: raw.updated_at,
    deleted_at: raw.deleted_at ?? null,
    version: raw.version,
  };
}

/**
 * The update that turns a record into another: sets what has a value and removes what has none. The key is
 * written anew, wiped, or left alone.
 */
export function recordUpdate(
  record: CredentialRecord,
  encryptedKey: EncryptedKey | null,
  key: "write" | "wipe" | "keep",
): { readonly expression: string; readonly names: Record<string, string>; readonly values: Item } {
  const item = toRecordItem(record, key === "write" ? encryptedKey : null);
  const all = [
    ...CREDENTIAL_ATTRIBUTES,
    ...PENDING_ATTRIBUTES,
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
