import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import { callAws } from "../kernel/call-aws.ts";
import type { Logger } from "../kernel/ports.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, queryPages, type Table } from "../table/dynamodb-reads.ts";
import { parseEach } from "../table/parse-each.ts";
import { optionalText, parseItem, text } from "../table/parse-item.ts";
import {
  LISTING_INDEX,
  MANAGEMENT_KEY_ATTRIBUTES,
  PARTITION_KEY,
  PREFIX,
  SORT_KEY,
} from "../table/table-layout.ts";
import type { ManagementKey } from "./management-key.ts";
import type { ManagementKeyStore, ManagementKeys } from "./ports.ts";

/** The key of a management key's item. */
export const managementKeyKey = (tokenHash: string): Item =>
  marshall({ [PARTITION_KEY]: `${PREFIX.managementKey}${tokenHash}`, [SORT_KEY]: "MANAGEMENT_KEY" });

/**
 * The door's access: it finds a management key by the hash of its token. A malformed item lets nobody in: it is logged
 * as an error, and its token counts as unknown.
 */
export function dynamodbManagementKeys(table: Table, log: Logger): ManagementKeys {
  return {
    async find(tokenHash) {
      const items = await batchGet(table, [managementKeyKey(tokenHash)], MANAGEMENT_KEY_ATTRIBUTES);
      return parseEach(items, fromManagementKeyItem, log)[0] ?? null;
    },
  };
}

const time = z.iso.datetime();
const optionalTime = z.nullable(time);

/** Exact, because each of these attributes decides what its holder may do: a text that is no time would never expire. */
const storedKeySchema: z.ZodMiniType<ManagementKey> = z.object({
  id: text,
  name: optionalText,
  workspaces: z.union([z.literal("all"), z.array(uuidSchema)]),
  default_workspace_id: z.nullable(uuidSchema),
  created_at: time,
  expires_at: optionalTime,
  last_used_at: optionalTime,
});

function fromManagementKeyItem(item: Item): ManagementKey {
  const raw = unmarshall(item);
  const members = MANAGEMENT_KEY_ATTRIBUTES.map((name) => [name, raw[name] ?? null]);
  return parseItem(storedKeySchema, Object.fromEntries(members), "management key");
}

/** The operator's access: it adds, lists and removes management keys. Listing needs no scan. */
export function dynamodbManagementKeyStore(table: Table): ManagementKeyStore {
  const { name, partitionKey, sortKey } = LISTING_INDEX;

  const readAll = async () => {
    const keys: Item[] = [];
    const pages = queryPages(table, [PARTITION_KEY, SORT_KEY], {
      IndexName: name,
      KeyConditionExpression: `${partitionKey} = :keys`,
      ExpressionAttributeValues: marshall({ ":keys": MANAGEMENT_KEYS }),
    });
    for await (const items of pages) keys.push(...items);
    return batchGet(table, keys, [PARTITION_KEY, ...MANAGEMENT_KEY_ATTRIBUTES]);
  };

  return {
    async add(tokenHash, key) {
      const listed = { [partitionKey]: MANAGEMENT_KEYS, [sortKey]: `${key.created_at}#${key.id}` };
      const Item = { ...managementKeyKey(tokenHash), ...marshall({ ...key, ...listed }) };
      await callAws("dynamodb:PutItem", () =>
        table.client.send(
          new PutItemCommand({
            TableName: table.name,
            Item,
            ConditionExpression: `attribute_not_exists(${PARTITION_KEY})`,
          }),
        ),
      );
    },

    async list() {
      const keys = (await readAll()).map(fromManagementKeyItem);
      return keys.toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1));
    },

    async revoke(id) {
      const item = (await readAll()).find((candidate) => candidate.id?.S === id);
      if (item === undefined) return false;
      const Key = managementKeyKey(String(item[PARTITION_KEY]?.S).slice(PREFIX.managementKey.length));
      await callAws("dynamodb:DeleteItem", () =>
        table.client.send(new DeleteItemCommand({ TableName: table.name, Key })),
      );
      return true;
    },
  };
}

/** The index partition that lists the management keys, beside the workspaces. */
const MANAGEMENT_KEYS = "management-keys";
