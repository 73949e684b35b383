import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import { REGIONS } from "../kernel/region.ts";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { optionalText, parseItem, text, textsByName } from "../table/parse-item.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  LISTING_INDEX,
  PARTITION_KEY,
  PREFIX,
  SORT_KEY,
} from "../table/table-layout.ts";
import type { Credential, EncryptedKey } from "./credential.ts";
import type { FieldTimes } from "./field-times.ts";
import type { ListingEntry } from "./ports.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";

export const credentialKey = (id: string): Item =>
  marshall({ [PARTITION_KEY]: `${PREFIX.credential}${id}`, [SORT_KEY]: "CREDENTIAL" });

export const credentialIdOf = (item: Item): string =>
  String(item[PARTITION_KEY]?.S).slice(PREFIX.credential.length);

/** Field times as milliseconds since 1970: a third of the bytes, in an item that is to stay below 1 KB. */
export const toStoredTimes = (times: FieldTimes): Record<string, number> =>
  Object.fromEntries(Object.entries(times).map(([field, time]) => [field, Date.parse(time)]));

/** What is no such time stays as it is, and the schema refuses it. */
export const fromStoredTimes = (stored: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(stored).map(([field, time]) => [
      field,
      typeof time === "number" ? new Date(time).toISOString() : time,
    ]),
  );

/** Whether the item is a credential that has been created, rather than a pending one. */
export const isCredentialItem = (item: Item): boolean =>
  (item[PARTITION_KEY]?.S?.startsWith(PREFIX.credential) ?? false) && item.provider !== undefined;

/** Settings that read as false when they are absent. Declarations are none: when absent, they are null. */
const FLAGS: ReadonlySet<string> = new Set(
  Object.entries(DEFAULT_SETTINGS).flatMap(([name, value]) => (value === false ? [name] : [])),
);

/**
 * A credential as an item. Null members and false flags are left out: an item of up to 1 KB costs one write
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
        ...(credential.clocks && { clocks: toStoredTimes(credential.clocks) }),
        [LISTING_INDEX.partitionKey]: toWorkspaceName(workspace_id),
        ...(credential.deleted_at === null && { [LISTING_INDEX.sortKey]: positionOf(credential) }),
        ...encryptedKey,
      },
      { removeUndefinedValues: true },
    ),
  };
}

/** The position in the listing. `sort_order` is padded to 16 digits, so that text sorts like numbers. */
const positionOf = ({ sort_order, provider, id }: Credential): string =>
  `${String(sort_order).padStart(16, "0")}#${provider}#${id}`;

/** The listing entry that a position of the index encodes. */
export function fromPosition(position: string): ListingEntry {
  const [, provider = "", id = ""] = position.split("#");
  return { id, provider };
}

const flag = z.boolean();
const region = z.nullable(z.enum(REGIONS));
const texts = z.nullable(z.array(text));

const storedCredentialSchema: z.ZodMiniType<Credential> = z.object({
  id: text,
  provider: text,
  workspace_id: optionalText,
  label: text,
  name: optionalText,
  disabled: flag,
  is_fallback: flag,
  is_byok_only: flag,
  is_required: flag,
  declared_zdr: z.nullable(flag),
  declared_region: region,
  allowed_models: texts,
  allowed_user_ids: texts,
  allowed_api_key_hashes: texts,
  sort_order: z.number(),
  created_at: text,
  updated_at: text,
  deleted_at: optionalText,
  version: z.number(),
  key_version: z.number(),
  fingerprint: text,
  key_region: region,
  source: optionalText,
  external_id: optionalText,
  clocks: z.nullable(textsByName),
});

/** @throws KeyferryError `internal` for an item that is not a credential. */
export function fromCredentialItem(item: Item): Credential {
  const { [LISTING_INDEX.partitionKey]: workspace, ...rest } = unmarshall(item);
  const attributes = Object.fromEntries(CREDENTIAL_ATTRIBUTES.map((name) => [name, rest[name] ?? null]));
  const clocks = rest.clocks === undefined ? null : fromStoredTimes(rest.clocks);
  const flags = Object.fromEntries([...FLAGS].map((name) => [name, attributes[name] ?? false]));
  const credential = {
    ...attributes,
    ...flags,
    clocks,
    id: credentialIdOf(item),
    workspace_id: fromWorkspaceName(String(workspace)),
  };
  return parseItem(storedCredentialSchema, credential, "credential");
}
