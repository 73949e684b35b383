import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { decide, reject } from "../../../shared/credentials/decide.ts";
import { toEventItem, toOutboxItem } from "../../../shared/credentials/event-item.ts";
import { toRecordItem } from "../../../shared/credentials/record-item.ts";
import { dynamodbLedger } from "../../../shared/provisioning/dynamodb-ledger.ts";
import type { Commit } from "../../../shared/provisioning/ports.ts";
import {
  auditEvent,
  commandId,
  createCommand,
  credential,
  credentialId,
  envelope,
  guardedLink,
} from "../../support/data/fixtures.ts";
import { insertedBy } from "../../support/data/inserted-item.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { patience } from "../../support/fakes/patience.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const TRAITS = { label: "...AbCd", fingerprint: "f", warnings: [], region: null };
const ENCRYPTED = { scheme: 1, ciphertext: Buffer.from("ciphertext"), wrapped_key: Buffer.from("wrapped") };

const creation = (n: number): Commit => ({
  decision: decide(createCommand(n), null, TRAITS, START),
  encryptedKey: ENCRYPTED,
  unlogged: [],
  link: null,
});
const rejection = (n: number): Commit => ({
  decision: reject(createCommand(n), "refused_key", "why", START),
  encryptedKey: null,
  unlogged: [],
  link: null,
});
const update = (
  n: number,
  traits: typeof TRAITS | undefined = undefined,
  unlogged: readonly AuditEvent[] = [],
): Commit => {
  const command = {
    ...envelope(n),
    type: "credential.update" as const,
    changes: { name: "new", declared_zdr: false },
    ...(traits && { sealed_key: createCommand().sealed_key }),
  };
  const current = credential({ id: credentialId(n), version: 4, disabled: true });
  return {
    decision: decide(command, current, traits, START),
    encryptedKey: traits ? ENCRYPTED : null,
    unlogged,
    link: null,
  };
};
const deletion = (n: number): Commit => {
  const command = { ...envelope(n), type: "credential.delete" as const };
  return {
    decision: decide(command, credential({ id: credentialId(n) }), undefined, START),
    encryptedKey: null,
    unlogged: [],
    link: null,
  };
};

/** The item that one statement adds, and the ids of all that a call adds. */
const itemOf = (statement: Call["input"]) => unmarshall(insertedBy(statement));
const idsOf = ({ input }: Call): string[] => input.Statements.map((each: Call["input"]) => itemOf(each).pk);

let answer: (input: Call["input"]) => unknown;
const log = recordingLogger();
const setUp = () => {
  const { client, calls } = fakeClient<DynamoDBClient>({
    BatchExecuteStatementCommand: (input) => answer(input),
    UpdateItemCommand: (input) => answer(input),
    TransactWriteItemsCommand: (input) => answer(input),
  });
  const { backoff, pauses } = patience(15_000);
  return { ledger: dynamodbLedger({ client, name: "table", backoff }, log), calls, pauses };
};
const taken = ({ Statements }: Call["input"]) => ({ Responses: Statements.map(() => ({})) });
/** Refuses the items of these keys with these codes. */
const refusing =
  (codes: Record<string, string>) =>
  ({ Statements }: Call["input"]) => ({
    Responses: Statements.map((each: Call["input"]) => {
      const Code = codes[itemOf(each).pk];
      return Code === undefined ? {} : { Error: { Code } };
    }),
  });
const keyOf = (n: number) => `CREDENTIAL#${credentialId(n)}`;
beforeEach(() => {
  answer = taken;
});

describe("one item per commit", () => {
  it("a creation is one item: the credential with its event", async () => {
    const { ledger, calls } = setUp();
    expect(await ledger.commit([creation(1)])).toEqual(["committed"]);
    expect(calls).toHaveLength(1);
    const item = itemOf(calls[0]?.input.Statements[0]);
    expect(item).toMatchObject({ pk: keyOf(1), sk: "CREDENTIAL", scheme: 1 });
    expect(item.news).toMatchObject([{ i: commandId(1), t: "created" }]);
  });

  it("a rejection is one item of the outbox", async () => {
    const { ledger, calls } = setUp();
    await ledger.commit([rejection(3)]);
    expect(itemOf(calls[0]?.input.Statements[0])).toMatchObject({
      pk: expect.stringMatching(/^OUTBOX#/),
      sk: commandId(3),
      credential_id: credentialId(3),
      type: "credential.rejected",
    });
  });

  it("an item is added only where nothing is, so that nothing is ever overwritten", async () => {
    const { ledger, calls } = setUp();
    await ledger.commit([creation(1), rejection(2)]);
    for (const { Statement } of calls[0]?.input.Statements ?? []) expect(Statement).toMatch(/^INSERT INTO /);
    answer = refusing({ [keyOf(1)]: "DuplicateItem" });
    expect(await ledger.commit([creation(1), creation(2)])).toEqual(["stale", "committed"]);
    answer = () => ({ Responses: [{ Error: { Code: "DuplicateItem" } }] });
    expect(await ledger.commit([rejection(1)])).toEqual(["duplicate"]);
  });

  it("the commits of a large batch go in calls of 25, in their order", async () => {
    const { ledger, calls } = setUp();
    const commits = Array.from({ length: 60 }, (_, n) => creation(n));
    expect(await ledger.commit(commits)).toEqual(Array(60).fill("committed"));
    expect(calls.map((call) => idsOf(call).length)).toEqual([25, 25, 10]);
    expect(calls.flatMap(idsOf)).toEqual(commits.map((_, n) => keyOf(n)));
  });

  it("an empty batch makes no call", async () => {
    const { ledger, calls } = setUp();
    expect(await ledger.commit([])).toEqual([]);
    expect(calls).toHaveLength(0);
  });
});

describe("changes on the version that they were decided on", () => {
  const updateOf = async (commit: Commit) => {
    const { ledger, calls } = setUp();
    await ledger.commit([commit]);
    return calls[0]?.input;
  };
  const partsOf = (write: Call["input"]) => {
    const [set = "", remove = ""] = write.UpdateExpression.split(" REMOVE ");
    return {
      set: set.match(/#\w+/g),
      removed: remove.match(/#\w+/g) ?? [],
      values: unmarshall(write.ExpressionAttributeValues),
    };
  };

  it("an update without a key touches no ciphertext", async () => {
    const write = await updateOf(update(1));
    expect(unmarshall(write.Key)).toEqual({ pk: `CREDENTIAL#${credentialId(1)}`, sk: "CREDENTIAL" });
    expect(write.ConditionExpression).toBe("#version = :expected_version");
    expect(write.ExpressionAttributeNames["#version"]).toBe("version");
    const { values, removed } = partsOf(write);
    expect(values).toMatchObject({
      ":expected_version": 4,
      ":version": 5,
      ":name": "new",
      ":declared_zdr": false,
    });
    expect(values[":disabled"]).toBe(true);
    expect(removed).toEqual(expect.arrayContaining(["#is_fallback", "#deleted_at", "#allowed_models"]));
    expect(JSON.stringify(write)).not.toMatch(/ciphertext|wrapped_key|scheme/);
  });

  it("a change carries its event, after those that the log does not have yet", async () => {
    const earlier = auditEvent(7);
    const { values } = partsOf(await updateOf(update(1, undefined, [earlier])));
    expect(values[":news"]).toMatchObject([{ i: earlier.id }, { i: commandId(1) }]);
  });

  it("a record that has changed since makes the change stale, and one that is too large unstorable", async () => {
    const { ledger } = setUp();
    for (const [name, result] of [
      ["ConditionalCheckFailedException", "stale"],
      ["ValidationException", "unstorable"],
      ["AccessDeniedException", "unavailable"],
    ] as const) {
      answer = () => {
        throw awsError(name);
      };
      expect(await ledger.commit([update(1)])).toEqual([result]);
    }
    expect(JSON.stringify(log.lines)).not.toContain("quotes the request");
  });

  it("a rotation replaces the ciphertext and its data key together", async () => {
    const { set } = partsOf(await updateOf(update(1, TRAITS)));
    expect(set).toEqual(expect.arrayContaining(["#ciphertext", "#wrapped_key", "#scheme", "#key_version"]));
  });

  it("a deletion wipes ciphertext and data key, and takes the credential out of the listing", async () => {
    const { set, removed, values } = partsOf(await updateOf(deletion(1)));
    expect(removed).toEqual(expect.arrayContaining(["#ciphertext", "#wrapped_key", "#scheme", "#position"]));
    expect(set).toContain("#deleted_at");
    expect(values[":deleted_at"]).toBe(START.toISOString());
  });
});

describe("a table that does not take everything", () => {
  it("each commit fails for its own reason, and its neighbours are committed", async () => {
    answer = refusing({
      [keyOf(2)]: "DuplicateItem",
      [keyOf(3)]: "ValidationError",
      [keyOf(4)]: "AccessDenied",
    });
    const { ledger, calls } = setUp();
    expect(await ledger.commit([1, 2, 3, 4, 5].map(creation))).toEqual([
      "committed",
      "stale",
      "unstorable",
      "unavailable",
      "committed",
    ]);
    expect(calls).toHaveLength(1);
  });

  it.each(["ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict", "InternalServerError"])(
    "an item that DynamoDB refuses with %s goes again after each pause, together, and without those that it took",
    async (code) => {
      let busy = 4;
      answer = (input) =>
        busy-- > 0 ? refusing({ [keyOf(2)]: code, [keyOf(3)]: code })(input) : taken(input);
      const { ledger, calls, pauses } = setUp();
      expect(await ledger.commit([1, 2, 3].map(creation))).toEqual(Array(3).fill("committed"));
      expect(calls.map((call) => idsOf(call).length)).toEqual([3, 2, 2, 2, 2]);
      expect(pauses).toEqual([25, 50, 100, 200]);
    },
  );

  it("a batch that DynamoDB throttles for ever costs some twenty calls, and comes back from the queue", async () => {
    const commits = Array.from({ length: 25 }, (_, n) => creation(n + 1));
    answer = () => {
      throw awsError("ThrottlingException");
    };
    const { ledger, calls, pauses } = setUp();
    expect(await ledger.commit(commits)).toEqual(Array(25).fill("unavailable"));
    expect(calls).toHaveLength(pauses.length + 1);
    expect(pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThan(13_000);
    expect(calls.length).toBeLessThan(22);
  });

  it("a call that DynamoDB refuses as a whole is told apart item by item", async () => {
    answer = (input) => {
      if (idsOf({ name: "", input }).includes(keyOf(2))) throw awsError("ValidationException");
      return taken(input);
    };
    const { ledger } = setUp();
    expect(await ledger.commit([1, 2, 3].map(creation))).toEqual(["committed", "unstorable", "committed"]);
  });

  it.each(["TimeoutError", "AccessDeniedException"])(
    "a call that fails with %s is to be tried again, and says so without the request's content",
    async (name) => {
      answer = () => {
        throw awsError(name);
      };
      const { ledger } = setUp();
      expect(await ledger.commit([creation(1)])).toEqual(["unavailable"]);
      expect(log.lines.at(-1)).toMatchObject({ code: "insert_failed", fields: { reason: name } });
      expect(JSON.stringify(log.lines)).not.toContain("quotes the request");
    },
  );
});

describe("rows of an import", () => {
  const settled = (n: number) => ({
    row: {
      import_id: credentialId(9),
      workspace_id: null,
      row: n,
      total_rows: null,
      sent_by: null,
      on_duplicate: "create" as const,
      accepts: [],
    },
    event: auditEvent(n),
  });

  it("the same rows with the same outcomes are the same tally, however often they are counted", async () => {
    const { ledger, calls } = setUp();
    await ledger.tally([settled(1), settled(2)]);
    await ledger.tally([settled(1), settled(2)]);
    await ledger.tally([settled(1)]);
    const keys = calls.map(({ input }) => itemOf(input.Statements[0]).sk);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
    answer = () => ({ Responses: [{ Error: { Code: "DuplicateItem" } }] });
    await expect(ledger.tally([settled(1)])).resolves.toBeUndefined();
  });

  it("the rows that cannot be counted are an error, so that they come back", async () => {
    const { ledger } = setUp();
    answer = () => ({ Responses: [{ Error: { Code: "AccessDenied" } }] });
    await expect(ledger.tally([settled(1)])).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("the worker's reads", () => {
  it("the worker reads metadata by name, consistently, each id once, and nothing that it may not see", async () => {
    const stored = { record: credential(), news: [auditEvent(3)] };
    const { client, calls } = fakeClient<DynamoDBClient>({
      BatchGetItemCommand: () => ({ Responses: { table: [toRecordItem(stored, null)] } }),
    });
    const ledger = dynamodbLedger({ client, name: "table" }, log);
    const found = await ledger.findRecords([credentialId(1), credentialId(1), credentialId(2)]);
    expect(found).toEqual(new Map([[credentialId(1), stored]]));
    const request = calls[0]?.input.RequestItems.table;
    expect(request).toMatchObject({ ConsistentRead: true, Keys: { length: 2 } });
    expect(Object.values(request.ExpressionAttributeNames)).not.toContain("ciphertext");
    expect(Object.values(request.ExpressionAttributeNames)).not.toContain("wrapped_key");
  });

  it("the worker learns which events are in the log or in the outbox already", async () => {
    const { client, calls } = fakeClient<DynamoDBClient>({
      BatchGetItemCommand: () => ({
        Responses: { table: [toEventItem(auditEvent(2)), toOutboxItem(auditEvent(3))] },
      }),
    });
    const ledger = dynamodbLedger({ client, name: "table" }, log);
    const references = [1, 2, 3].map((n) => ({ credential_id: credentialId(n), id: commandId(n) }));
    expect([...(await ledger.findEvents(references)).values()]).toEqual([auditEvent(2), auditEvent(3)]);
    expect(calls[0]?.input.RequestItems.table.Keys).toHaveLength(6);
  });

  it("a malformed event is an error in its own place", async () => {
    const { time: _, ...malformed } = toEventItem(auditEvent(2));
    const { client } = fakeClient<DynamoDBClient>({
      BatchGetItemCommand: () => ({ Responses: { table: [malformed, toOutboxItem(auditEvent(3))] } }),
    });
    const references = [2, 3].map((n) => ({ credential_id: credentialId(n), id: commandId(n) }));
    const found = await dynamodbLedger({ client, name: "table" }, log).findEvents(references);
    expect(found.get(commandId(2))).toMatchObject({ kind: "internal" });
    expect(found.get(commandId(3))).toEqual(auditEvent(3));
  });
});

describe("a command that came through an intake link", () => {
  const { token_hash: _, ...open } = guardedLink();
  const closed = { link: { ...open, status: "redeemed" as const, version: 2 }, news: [auditEvent(7)] };
  const tried = { link: { ...open, version: 2 }, news: [auditEvent(8)] };

  it("a creation and its link are one transaction: the credential where nothing is, the link in its version", async () => {
    const { ledger, calls } = setUp();
    answer = () => ({});
    expect(await ledger.commit([{ ...creation(1), link: closed }])).toEqual(["committed"]);
    expect(calls.map(({ name }) => name)).toEqual(["TransactWriteItemsCommand"]);
    const writes: Call["input"][] = calls[0]?.input.TransactItems ?? [];
    const [credentialWrite, linkWrite] = writes.map(({ Update }) => Update);
    expect(credentialWrite).toMatchObject({
      Key: { pk: { S: keyOf(1) } },
      ConditionExpression: "attribute_not_exists(pk)",
    });
    expect(Object.values(credentialWrite.ExpressionAttributeNames)).toEqual(
      expect.arrayContaining(["news", "ciphertext", "wrapped_key", "position"]),
    );
    expect(linkWrite).toMatchObject({
      Key: { pk: { S: `LINK#${open.id}` } },
      ConditionExpression: "#version = :expected_version",
      ExpressionAttributeValues: { ":expected_version": { N: "1" }, ":status": { S: "redeemed" } },
    });
  });

  it("a rotation and its link are one transaction, each in the version that it was decided on", async () => {
    const { ledger, calls } = setUp();
    answer = () => ({});
    expect(await ledger.commit([{ ...update(2, TRAITS), link: closed }])).toEqual(["committed"]);
    const versions = calls[0]?.input.TransactItems.map(
      ({ Update }: Call["input"]) => Update.ExpressionAttributeValues[":expected_version"].N,
    );
    expect(versions).toEqual(["4", "1"]);
  });

  it("a refusal is one write: of the link, with the event in its news", async () => {
    const { ledger, calls } = setUp();
    answer = () => ({});
    expect(await ledger.commit([{ ...rejection(3), link: tried }])).toEqual(["committed"]);
    expect(calls.map(({ name, input }) => [name, input.Key.pk.S])).toEqual([
      ["UpdateItemCommand", `LINK#${open.id}`],
    ]);
  });

  it("a link or a credential that has changed since makes the whole commit stale", async () => {
    const { ledger } = setUp();
    answer = () => {
      throw Object.assign(awsError("TransactionCanceledException"), {
        CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
      });
    };
    expect(await ledger.commit([{ ...creation(1), link: closed }])).toEqual(["stale"]);
  });
});
