import type { KeyObject } from "node:crypto";
import { type DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, it } from "vitest";
import {
  dynamodbManagementKeyStore,
  dynamodbManagementKeys,
} from "../../../shared/access/dynamodb-management-keys.ts";
import { hashToken } from "../../../shared/access/hash-token.ts";
import { mintManagementKey } from "../../../shared/access/mint-management-key.ts";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import { sqsCommandQueue } from "../../../shared/credentials/sqs-command-queue.ts";
import { reveal } from "../../../shared/kernel/secret.ts";
import { kmsSealOpener } from "../../../shared/sealing/kms-seal-opener.ts";
import { dynamodbFingerprintKey } from "../../../shared/vault/dynamodb-fingerprint-key.ts";
import {
  commandId,
  createCommand,
  credentialId,
  managementKey,
  WORKSPACE,
} from "../../support/data/fixtures.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { INTAKE_KEY_ID, intakePublicKey, localKms } from "../../support/fakes/local-kms.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";

/** A table of whole items by their keys: enough for adapters that read and write one item. */
function itemTable() {
  const items = new Map<string, Call["input"]>();
  const nameOf = ({ pk, sk }: Call["input"]) => `${pk.S} ${sk.S}`;
  const put = ({ Item, ConditionExpression }: Call["input"]) => {
    if (ConditionExpression !== "attribute_not_exists(pk)" || items.has(nameOf(Item))) return false;
    items.set(nameOf(Item), Item);
    return true;
  };
  const { client, calls } = fakeClient<DynamoDBClient>({
    BatchGetItemCommand: ({ RequestItems }) => ({
      Responses: {
        table: RequestItems.table.Keys.flatMap((key: Call["input"]) => items.get(nameOf(key)) ?? []),
      },
    }),
    PutItemCommand: (input) => {
      if (!put(input)) throw awsError("ConditionalCheckFailedException");
      return {};
    },
    TransactWriteItemsCommand: ({ TransactItems }) => {
      if (!put(TransactItems[0].Put)) throw new TransactionCanceledException({ message: "", $metadata: {} });
      return {};
    },
  });
  return { table: { client, name: "table" }, items, calls };
}

describe("a command on its way to the worker", () => {
  it("goes in order per credential, and a repeated send is recognised by the command's id", async () => {
    const { client, calls } = fakeClient<SQSClient>({ SendMessageCommand: () => ({}) });
    await sqsCommandQueue(client, "https://queue").send(createCommand(1));
    expect(calls).toMatchObject([
      {
        input: {
          QueueUrl: "https://queue",
          MessageGroupId: credentialId(1),
          MessageDeduplicationId: commandId(1),
        },
      },
    ]);
    expect(JSON.parse(calls[0]?.input.MessageBody)).toEqual(createCommand(1));
  });

  it("holds nothing that SQS refuses in a message, and loses nothing of it", async () => {
    const { client, calls } = fakeClient<SQSClient>({ SendMessageCommand: () => ({}) });
    const name = "a\u0000b\ufffec\uffff\u{1ffff}é";
    const command = createCommand(1, { settings: { ...DEFAULT_SETTINGS, name } });
    await sqsCommandQueue(client, "https://queue").send(command);
    const body: string = calls[0]?.input.MessageBody;
    // SQS takes what XML 1.0 does: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    expect(body).toMatch(/^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
    expect(JSON.parse(body)).toEqual(command);
  });

  it("is not on its way where SQS does not take it", async () => {
    const { client } = fakeClient<SQSClient>({
      SendMessageCommand: () => {
        throw awsError("RequestThrottled");
      },
    });
    await expect(sqsCommandQueue(client, "https://queue").send(createCommand(1))).rejects.toMatchObject({
      kind: "unavailable",
      message: "sqs:SendMessage failed",
    });
  });
});

describe("a management key", () => {
  const request = { name: "ci", workspaces: [WORKSPACE], default_workspace_id: WORKSPACE, expires_at: null };

  it("is found by its token's hash, and the token itself is nowhere", async () => {
    const { table, items } = itemTable();
    const store = dynamodbManagementKeyStore(table);
    const minted = await mintManagementKey(request, { store, now: manualClock().now });
    const token = reveal(minted.token);
    expect(token).toMatch(/^kf_mgmt_[\w-]{43}$/);
    expect(await dynamodbManagementKeys(table).find(hashToken(token))).toEqual(minted.managementKey);
    expect(JSON.stringify([...items])).not.toContain(token.slice("kf_mgmt_".length));
  });

  it("is never minted twice alike, and no stored one is overwritten", async () => {
    const { table } = itemTable();
    const store = dynamodbManagementKeyStore(table);
    const mint = () => mintManagementKey(request, { store, now: manualClock().now });
    const [one, two] = [await mint(), await mint()];
    expect(reveal(one.token)).not.toBe(reveal(two.token));
    await store.add("hash", managementKey());
    await expect(store.add("hash", managementKey({ workspaces: "all" }))).rejects.toThrow();
    expect(await dynamodbManagementKeys(table).find("hash")).toEqual(managementKey());
  });

  it("that nobody has is not found", async () => {
    expect(await dynamodbManagementKeys(itemTable().table).find("hash")).toBeNull();
  });
});

describe("the deployment's fingerprint key", () => {
  const clock = manualClock();
  let kms: ReturnType<typeof localKms>;
  let world: ReturnType<typeof itemTable>;
  const newWorker = () =>
    dynamodbFingerprintKey(world.table, {
      intakeKey: { publicKey: async () => intakePublicKey },
      seals: kmsSealOpener(kms.client, INTAKE_KEY_ID, clock.now),
      now: clock.now,
    });
  const textOf = (key: KeyObject) => key.export().toString("hex");
  beforeEach(() => {
    kms = localKms();
    world = itemTable();
  });

  it("is made by the first worker and the same for every later one: 256 bits, sealed in the table", async () => {
    const first = await newWorker().get();
    const second = await newWorker().get();
    expect(first.export()).toHaveLength(32);
    expect(textOf(second)).toBe(textOf(first));
    expect(JSON.stringify([...world.items])).not.toContain(first.export().toString("base64url"));
    expect(world.items.size).toBe(1);
  });

  it("is the same for two workers that make one at the same time", async () => {
    const keys = await Promise.all([newWorker().get(), newWorker().get(), newWorker().get()]);
    expect(new Set(keys.map(textOf)).size).toBe(1);
    expect(world.items.size).toBe(1);
  });

  it("is opened once per process", async () => {
    const worker = newWorker();
    await Promise.all([worker.get(), worker.get()]);
    await worker.get();
    expect(kms.calls).toHaveLength(1);
  });

  it("is asked for again after a failure, which is no reason to make another", async () => {
    const before = textOf(await newWorker().get());
    const worker = newWorker();
    kms.fail("ThrottlingException");
    await expect(worker.get()).rejects.toMatchObject({ kind: "unavailable" });
    kms.fail(undefined);
    expect(textOf(await worker.get())).toBe(before);
  });

  it("is another one after its item was deleted, for every process that starts from then on", async () => {
    const old = newWorker();
    const before = textOf(await old.get());
    world.items.clear();
    const after = await Promise.all([newWorker().get(), newWorker().get()]);
    expect(new Set(after.map(textOf)).size).toBe(1);
    expect(textOf(after[0] as KeyObject)).not.toBe(before);
    expect(textOf(await old.get())).toBe(before);
  });

  it("that does not open makes commands wait, and is no reason to reject them for a bad seal", async () => {
    await newWorker().get();
    for (const item of world.items.values()) item.sealed = { S: "not.a.seal.at.all" };
    await expect(newWorker().get()).rejects.toMatchObject({ kind: "unavailable" });
  });
});
