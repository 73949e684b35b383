import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import { dynamodbFingerprintReader } from "../../../shared/imports/dynamodb-fingerprint-reader.ts";
import { credential, credentialId, WORKSPACE } from "../../support/data/fixtures.ts";
import { type Call, fakeClient } from "../../support/fakes/fake-client.ts";

const COUNT = 250;
const items = Array.from({ length: COUNT }, (_, n) =>
  toCredentialItem(credential({ id: credentialId(n), fingerprint: `f${n}` }), null),
);
/** Still listed, but deleted meanwhile: its record remains. */
const deleted = credential({
  id: credentialId(COUNT),
  fingerprint: "f",
  deleted_at: "2026-11-24T00:00:00.000Z",
});
const byKey = new Map([...items, toCredentialItem(deleted, null)].map((item) => [item.pk?.S, item]));

it("the reader gives the fingerprints of a workspace's live credentials, and nothing else, a hundred a call", async () => {
  const listed = [
    ...items,
    { pk: { S: `CREDENTIAL#${deleted.id}` }, position: { S: `0#openai#${deleted.id}` } },
  ];
  const { client, calls } = fakeClient<DynamoDBClient>({
    QueryCommand: ({ ExclusiveStartKey }) =>
      ExclusiveStartKey === undefined
        ? { Items: listed.slice(0, 240), LastEvaluatedKey: { pk: { S: "240" } } }
        : { Items: listed.slice(240) },
    BatchGetItemCommand: ({ RequestItems }) => ({
      Responses: { table: RequestItems.table.Keys.flatMap(({ pk }: Call["input"]) => byKey.get(pk.S) ?? []) },
    }),
  });
  const pages = [];
  for await (const page of dynamodbFingerprintReader({ client, name: "table" }).listFingerprints(WORKSPACE)) {
    pages.push(page);
  }
  expect(pages.map((page) => page.length)).toEqual([240, 10]);
  expect(new Map(pages.flat().map(({ id, fingerprint }) => [id, fingerprint]))).toEqual(
    new Map(Array.from({ length: COUNT }, (_, n) => [credentialId(n), `f${n}`])),
  );
  const reads = calls
    .filter(({ name }) => name === "BatchGetItemCommand")
    .map(({ input }) => input.RequestItems.table);
  expect(reads.map(({ Keys }) => Keys.length)).toEqual([100, 100, 40, 11]);
  for (const { ExpressionAttributeNames } of reads) {
    expect(Object.values(ExpressionAttributeNames)).toEqual(["pk", "fingerprint", "deleted_at"]);
  }
});
