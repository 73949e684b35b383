import { expect, it } from "vitest";
import { dynamodbGuardedLinks } from "../../../shared/links/dynamodb-guarded-links.ts";
import { toLinkItem } from "../../../shared/links/link-item.ts";
import { READABLE_BY_LINK_DOOR } from "../../../shared/table/table-layout.ts";
import { guardedLink, linkId } from "../../support/data/fixtures.ts";
import { itemTable } from "../../support/fakes/item-table.ts";

it("the door reads one link by its id, by the names of the attributes that it may read", async () => {
  const { table, items, calls } = itemTable();
  items.set(`LINK#${linkId(1)} LINK`, toLinkItem(guardedLink(), []));
  const links = dynamodbGuardedLinks(table);
  expect(await links.find(linkId(1))).toEqual(guardedLink());
  expect(await links.find(linkId(2))).toBeNull();
  const names = calls.map(({ input }) => Object.values(input.RequestItems.table.ExpressionAttributeNames));
  for (const named of names) expect(new Set(named)).toEqual(new Set(READABLE_BY_LINK_DOOR));
});
