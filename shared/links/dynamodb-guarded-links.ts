import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import { READABLE_BY_LINK_DOOR } from "../table/table-layout.ts";
import { fromGuardedItem, linkKey } from "./link-item.ts";
import type { GuardedLinks } from "./ports.ts";

/** Reads intake links by id, each with the hash of its token. IAM lets this role read nothing else. */
export const dynamodbGuardedLinks = (table: Table): GuardedLinks => ({
  async find(id) {
    const [item] = await batchGet(table, [linkKey(id)], READABLE_BY_LINK_DOOR);
    return item === undefined ? null : fromGuardedItem(item);
  },
});
