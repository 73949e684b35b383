import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { beforeEach, expect, it } from "vitest";
import { dynamodbLinkReader } from "../../../shared/links/dynamodb-link-reader.ts";
import { linkKey, toLinkItem } from "../../../shared/links/link-item.ts";
import { guardedLink, linkId, WORKSPACE } from "../../support/data/fixtures.ts";
import { type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const ITEM = toLinkItem(guardedLink(), []);
const POSITION = ITEM.position?.S ?? "";
const { token_hash: _, ...LINK } = guardedLink();

let found: unknown[];
const { client, calls } = fakeClient<DynamoDBClient>({
  BatchGetItemCommand: () => ({ Responses: { table: found } }),
  QueryCommand: () => ({ Items: [{ ...linkKey(linkId(1)), position: { S: POSITION } }] }),
});
const log = recordingLogger();
const reader = dynamodbLinkReader({ client, name: "table" }, log);
const namesIn = ({ input }: Call) =>
  Object.values(input.ExpressionAttributeNames ?? input.RequestItems.table.ExpressionAttributeNames);
beforeEach(() => {
  found = [ITEM];
});

it("the API reads links without asking for the hash of a token", async () => {
  expect(await reader.find(linkId(1))).toEqual(LINK);
  expect(await reader.findMany([linkId(2), linkId(1)])).toEqual([LINK]);
  for (const call of calls) expect(namesIn(call)).not.toContain("token_hash");
});

it("a malformed link hides none of its neighbours in a list, and is in the log", async () => {
  found = [{ ...ITEM, status: { S: "half open" } }, toLinkItem(guardedLink({ id: linkId(2) }), [])];
  expect((await reader.findMany([linkId(1), linkId(2)])).map(({ id }) => id)).toEqual([linkId(2)]);
  expect(log.lines).toMatchObject([{ code: "item_unreadable" }]);
});

it("a list is read from the index, newest first, and continues before a position", async () => {
  expect(await reader.list(WORKSPACE, { limit: 5, before: undefined })).toEqual([
    { id: linkId(1), position: POSITION },
  ]);
  await reader.list(WORKSPACE, { limit: 5, before: POSITION });
  const [first, second] = calls.filter(({ name }) => name === "QueryCommand").map(({ input }) => input);
  expect(first).toMatchObject({ IndexName: "listing", ScanIndexForward: false, Limit: 5 });
  expect(first.KeyConditionExpression).not.toContain("<");
  expect(second.ExpressionAttributeValues).toEqual({
    ":list": { S: `links/${WORKSPACE}` },
    ":before": { S: POSITION },
  });
});
