import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect, it } from "vitest";
import { decideLinkCreation, decideRevocation } from "../../../shared/links/decide-link.ts";
import { expiryKey, toLinkItem } from "../../../shared/links/link-item.ts";
import { dynamodbLinkLedger } from "../../../shared/provisioning/dynamodb-link-ledger.ts";
import {
  auditEvent,
  createLinkCommand,
  guardedLink,
  linkId,
  revokeLinkCommand,
} from "../../support/data/fixtures.ts";
import { insertedBy } from "../../support/data/inserted-item.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const CREATION = decideLinkCreation(createLinkCommand(), START);
const created = CREATION?.event ?? auditEvent();

function setUp(answers: Partial<Record<string, (input: Call["input"]) => unknown>> = {}) {
  const { client, calls } = fakeClient<DynamoDBClient>({
    BatchExecuteStatementCommand: () => ({ Responses: [{}] }),
    UpdateItemCommand: () => ({}),
    ...(answers as Record<string, (input: Call["input"]) => unknown>),
  });
  return { ledger: dynamodbLinkLedger({ client, name: "table" }, recordingLogger()), calls };
}

it("a link is added after the note that it is to expire, and neither overwrites anything", async () => {
  const { ledger, calls } = setUp();
  await ledger.add(guardedLink(), created);
  const items = calls.map(({ input }) => unmarshall(insertedBy(input.Statements[0])));
  expect(items).toMatchObject([
    {
      pk: `LINK_EXPIRY#${linkId(1)}`,
      workspace: "expiring-links",
      position: `${guardedLink().expires_at}#${linkId(1)}`,
    },
    { pk: `LINK#${linkId(1)}`, sk: "LINK", status: "open", news: [{ l: linkId(1), t: ".link.created" }] },
  ]);
  for (const { input } of calls) expect(input.Statements[0].Statement).toMatch(/^INSERT INTO /);
});

it("a note that was settled before its link is made is a note again, and one that is not stays as it is", async () => {
  const exists = (input: Call["input"]) => ({
    Responses: [
      /LINK_EXPIRY/.test(JSON.stringify(input.Statements[0].Parameters))
        ? { Error: { Code: "DuplicateItem" } }
        : {},
    ],
  });
  const settled = setUp({ BatchExecuteStatementCommand: exists });
  await settled.ledger.add(guardedLink(), created);
  expect(settled.calls[1]?.input).toMatchObject({
    Key: expiryKey(linkId(1)),
    ConditionExpression: "attribute_not_exists(#position)",
    ExpressionAttributeValues: {
      ":workspace": { S: "expiring-links" },
      ":position": { S: `${guardedLink().expires_at}#${linkId(1)}` },
    },
  });
  const open = setUp({
    BatchExecuteStatementCommand: exists,
    UpdateItemCommand: () => {
      throw awsError("ConditionalCheckFailedException");
    },
  });
  await open.ledger.add(guardedLink(), created);
  expect(open.calls).toHaveLength(3);
});

it("a link that is there already is added without an error, and one that may not be there is one", async () => {
  const there = setUp({
    BatchExecuteStatementCommand: () => ({ Responses: [{ Error: { Code: "DuplicateItem" } }] }),
  });
  await there.ledger.add(guardedLink(), created);
  const busy = setUp({
    BatchExecuteStatementCommand: () => ({ Responses: [{ Error: { Code: "ThrottlingError" } }] }),
  });
  await expect(busy.ledger.add(guardedLink(), created)).rejects.toMatchObject({ kind: "unavailable" });
});

it("a change names the news and only what may change, on the version before it", async () => {
  const { ledger, calls } = setUp();
  const decision = decideRevocation(revokeLinkCommand(), guardedLink(), START);
  if (decision === null) throw new Error("the link is open");
  expect(await ledger.change({ link: decision.link, news: [created, decision.event] })).toBe("committed");
  const [{ input } = { input: undefined }] = calls;
  expect(Object.values(input.ExpressionAttributeNames).sort()).toEqual([
    "news",
    "status",
    "updated_at",
    "version",
  ]);
  expect(input).toMatchObject({
    ConditionExpression: "#version = :expected_version",
    ExpressionAttributeValues: { ":expected_version": { N: "1" }, ":status": { S: "revoked" } },
  });
});

it("a change of a link that another one changed first is stale", async () => {
  const { ledger } = setUp({
    UpdateItemCommand: () => {
      throw awsError("ConditionalCheckFailedException");
    },
  });
  expect(await ledger.change({ link: guardedLink({ version: 2 }), news: [] })).toBe("stale");
});

it("a malformed link is an error in its own place", async () => {
  const bad = { ...toLinkItem(guardedLink({ id: linkId(2) }), []), expires_at: { S: "soon" } };
  const items = [toLinkItem(guardedLink(), [created]), bad];
  const { ledger, calls } = setUp({ BatchGetItemCommand: () => ({ Responses: { table: items } }) });
  const found = await ledger.find([linkId(1), linkId(2)]);
  expect(found.get(linkId(1))).toMatchObject({ link: { id: linkId(1) }, news: [created] });
  expect(found.get(linkId(2))).toMatchObject({ kind: "internal" });
  const named = Object.values(calls[0]?.input.RequestItems.table.ExpressionAttributeNames);
  expect(named).not.toContain("token_hash");
  expect(await ledger.find([])).toEqual(new Map());
});

it("a link that is due is found in the index, and one that is settled leaves it", async () => {
  const position = { S: `${guardedLink().expires_at}#${linkId(1)}` };
  const { ledger, calls } = setUp({
    QueryCommand: () => ({ Items: [{ ...expiryKey(linkId(1)), position }] }),
  });
  const due: string[] = [];
  for await (const ids of ledger.listDue(START)) due.push(...ids);
  expect(due).toEqual([linkId(1)]);
  expect(calls[0]?.input.ExpressionAttributeValues).toEqual({
    ":expiring": { S: "expiring-links" },
    ":time": { S: START.toISOString() },
  });
  await ledger.settle(linkId(1));
  expect(calls[1]?.input).toMatchObject({
    Key: expiryKey(linkId(1)),
    UpdateExpression: "REMOVE #workspace, #position",
  });
});
