import type { Logger } from "../kernel/ports.ts";
import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import { parseEach } from "../table/parse-each.ts";
import { PARTITION_KEY, USE_ATTRIBUTES } from "../table/table-layout.ts";
import type { UseReader } from "./ports.ts";
import { fromUseItem, useKey } from "./use-item.ts";

/** Reads when credentials were last used, by attribute name. */
export const dynamodbUseReader = (table: Table, log: Logger): UseReader => ({
  async findUses(ids) {
    const items = await batchGet(table, ids.map(useKey), [PARTITION_KEY, ...USE_ATTRIBUTES]);
    const uses = parseEach(items, fromUseItem, log);
    return new Map(uses.map((use) => [use.credential_id, use]));
  },
});
