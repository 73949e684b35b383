import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, it, vi } from "vitest";
import { createResolver } from "../../../resolver/create-resolver.ts";
import { credentialId, WORKSPACE } from "../../support/data/fixtures.ts";
import { type Call, fakeClient } from "../../support/fakes/fake-client.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A resolver of a table without credentials, and the clocks of its machine and process. */
function world(bounds = {}) {
  const at = { machine: Date.parse("2026-01-01T00:00:00.000Z"), own: 0 };
  vi.spyOn(Date, "now").mockImplementation(() => at.machine);
  vi.spyOn(performance, "now").mockImplementation(() => at.own);
  const { client: dynamodb, calls } = fakeClient<DynamoDBClient>({ QueryCommand: () => ({ Items: [] }) });
  const { client: kms } = fakeClient<KMSClient>({});
  const resolver = createResolver({ table: "table", vaultKey: "key", dynamodb, kms, ...bounds });
  const resolve = () => resolver.resolve({ workspace: WORKSPACE, providers: ["openai"], model: "gpt-4o" });
  return { at, calls, resolve };
}

it("an answer grows old also where the machine's time is set back", async () => {
  const { at, calls, resolve } = world();
  await resolve();
  at.machine -= 3_600_000 - 5_001;
  at.own += 5_001;
  const before = calls.length;
  expect((await resolve()).as_of).toBe("2025-12-31T23:00:05.001Z");
  expect(calls.length).toBe(before + 2);
});

it.each([
  { maxStaleMs: Number.NaN },
  { maxStaleMs: -1 },
  { maxAgeMs: Number.POSITIVE_INFINITY },
  { staleIfErrorMs: Number.NaN },
  { maxBytes: Number.NaN },
  // An answer of that age would open nothing.
  { maxStaleMs: 60_000 },
])("a bound that no answer can keep is refused: %o", (bounds) => {
  expect(() => world(bounds)).toThrow(/must be/);
});

it("a longer bound for answers may come with a longer one for keys", async () => {
  const { resolve } = world({ maxStaleMs: 60_000, maxAgeMs: 120_000 });
  expect(await resolve()).toMatchObject({ stale: false });
});

it("a record that DynamoDB leaves for another call is asked for again, some times", async () => {
  let left = 1;
  const listed = { position: { S: `0000000000000001#openai#${credentialId(1)}` } };
  const { client: dynamodb, calls } = fakeClient<DynamoDBClient>({
    QueryCommand: () => ({ Items: [listed] }),
    BatchGetItemCommand: ({ RequestItems }: Call["input"]) => {
      left -= 1;
      return { Responses: { table: [] }, ...(left >= 0 && { UnprocessedKeys: RequestItems }) };
    },
  });
  const { client: kms } = fakeClient<KMSClient>({});
  const resolver = createResolver({ table: "table", vaultKey: "key", dynamodb, kms });
  const ask = { workspace: "global", providers: ["openai"], model: "gpt-4o" };
  expect(await resolver.resolve(ask)).toMatchObject({ stale: false });
  expect(calls.map(({ name }) => name)).toEqual([
    "QueryCommand",
    "BatchGetItemCommand",
    "BatchGetItemCommand",
  ]);
  left = 1_000;
  resolver.invalidate("global");
  await expect(resolver.resolve(ask)).rejects.toMatchObject({ kind: "unavailable" });
});

it("a listener that throws ends no router that stops", async () => {
  const { client: dynamodb } = fakeClient<DynamoDBClient>({});
  const { client: kms } = fakeClient<KMSClient>({});
  const { client: sqs } = fakeClient<SQSClient>({});
  const onNotice = vi.fn(() => {
    throw new Error("the log is full");
  });
  const resolver = createResolver({
    table: "table",
    vaultKey: "key",
    uses: "queue",
    dynamodb,
    kms,
    sqs,
    onNotice,
  });
  resolver.report({ credential: { id: credentialId(1), key_version: 1 } }, { status: 401 });
  await resolver.stop();
  expect(onNotice).toHaveBeenCalledWith({ kind: "report_failed", uses: 1 });
});
