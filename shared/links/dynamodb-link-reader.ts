import type { Logger } from "../kernel/ports.ts";
import { newestIn } from "../table/dynamodb-newest.ts";
import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import { parseEach } from "../table/parse-each.ts";
import { LINK_ATTRIBUTES, LISTING_INDEX, PARTITION_KEY } from "../table/table-layout.ts";
import { fromLinkItem, idAt, linkKey, linksOf } from "./link-item.ts";
import type { LinkReader } from "./ports.ts";

const ATTRIBUTES = [PARTITION_KEY, LISTING_INDEX.partitionKey, ...LINK_ATTRIBUTES];

/** Reads intake links without the hashes of their tokens. */
export function dynamodbLinkReader(table: Table, log: Logger): LinkReader {
  return {
    async find(id) {
      const [item] = await batchGet(table, [linkKey(id)], ATTRIBUTES);
      return item === undefined ? null : fromLinkItem(item);
    },

    async findMany(ids) {
      const links = parseEach(await batchGet(table, ids.map(linkKey), ATTRIBUTES), fromLinkItem, log);
      const found = new Map(links.map((link) => [link.id, link]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },

    async list(workspaceId, page) {
      const newest = await newestIn(table, linksOf(workspaceId), page);
      return newest.map(({ position }) => ({ id: idAt(position), position }));
    },
  };
}
