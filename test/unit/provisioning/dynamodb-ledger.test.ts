import { type DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import { decide, reject } from "../../../shared/credentials/decide.ts";
import { dynamodbLedger } from "../../../shared/provisioning/dynamodb-ledger.ts";
import type { Commit } from "../../../shared/provisioning/ports.ts";
import { commandId, createCommand, credential, credentialId, envelope } from "../../support/data/fixtures.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { patience } from "../../support/fakes/patience.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const TRAITS = { label: "...AbCd", fingerprint: "f", warnings: [], region: null };
const ENCRYPTED = { scheme: 1, ciphertext: Buffer.from("ciphertext"), wrapped_key: Buffer.from("wrapped") };

const creation = (n: number): Commit => ({
  decision: decide(createCommand(n), null, TRAITS, START),
  encryptedKey: ENCRYPTED,
});
const rejection = (n: number): Commit => ({
  decision: reject(createCommand(n), "refused_key", "why", START),
  encryptedKey: null,
});
const update = (n: number, traits: typeof TRAITS | undefined = undefined): Commit => {
  const command = {
    ...envelope(n),
    type: "credential.update" as const,
    changes: { name: "new", declared_zdr: false },
    ...(traits && { sealed_key: createCommand().sealed_key }),
  };
  const current = credential({ id: credentialId(n), version: 4, disabled: true });
  return { decision: decide(command, current, traits, START), encryptedKey: traits ? ENCRYPTED : null };
};
const deletion = (n: number): Commit => {
  const command = { ...envelope(n), type: "credential.delete" as const };
  return {
    decision: decide(command, credential({ id: credentialId(n) }), undefined, START),
    encryptedKey: null,
  };
};

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: "cancelled",
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

/** Ids of the events that one transaction writes. */
const eventIdsOf = ({ input }: Call): string[] =>
  input.TransactItems.flatMap((item: Call["input"]) => {
    const { pk, sk } = unmarshall(item.Put?.Item ?? {});
    return String(pk).startsWith("AUDIT#") ? [sk] : [];
  });

let answer: (input: Call["input"]) => unknown;
const log = recordingLogger();
const setUp = () => {
  const { client, calls } = fakeClient<DynamoDBClient>({
    TransactWriteItemsCommand: (input) => answer(input),
  });
  const { backoff, pauses } = patience(15_000);
  return { ledger: dynamodbLedger({ client, name: "table", backoff }, log), calls, pauses };
};
beforeEach(() => {
  answer = () => ({});
});

describe("a batch in one transaction", () => {
  it("a transaction holds each credential, its event, and one outbox entry that names all the events", async () => {
    const { ledger, calls } = setUp();
    expect(await ledger.commit([creation(1), creation(2), rejection(3)])).toEqual(Array(3).fill("committed"));
    expect(calls).toHaveLength(1);
    const items = calls[0]?.input.TransactItems.map((item: Call["input"]) => unmarshall(item.Put.Item));
    expect(items.map(({ pk }: { pk: string }) => pk.replace(/#.*/, ""))).toEqual([
      "AUDIT",
      "CREDENTIAL",
      "AUDIT",
      "CREDENTIAL",
      "AUDIT",
      "OUTBOX",
    ]);
    expect(items.at(-1).events).toEqual([1, 2, 3].map((n) => `${credentialId(n)}/${commandId(n)}`));
    expect(items[1]).toMatchObject({ ciphertext: ENCRYPTED.ciphertext, scheme: 1 });
  });

  it("a commit is on the condition that event and credential are new, so that neither is ever overwritten", async () => {
    const { ledger, calls } = setUp();
    await ledger.commit([creation(1)]);
    const [event, record, outbox] = calls[0]?.input.TransactItems ?? [];
    expect(event.Put.ConditionExpression).toBe("attribute_not_exists(pk)");
    expect(record.Put.ConditionExpression).toBe("attribute_not_exists(pk)");
    expect(outbox.Put.ConditionExpression).toBeUndefined();
  });

  it("a batch becomes several transactions where DynamoDB's limit of 100 items asks for it, without an error", async () => {
    const { ledger, calls } = setUp();
    const commits = Array.from({ length: 100 }, (_, n) => creation(n));
    expect(await ledger.commit(commits)).toEqual(Array(100).fill("committed"));
    for (const { input } of calls) expect(input.TransactItems.length).toBeLessThanOrEqual(100);
    expect(calls.flatMap(eventIdsOf)).toEqual(commits.map(({ decision }) => decision.event.id));
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
    return calls[0]?.input.TransactItems[1].Update;
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

describe("cancelled transactions", () => {
  /** Cancels a transaction that holds one of these, and names the reasons as DynamoDB does: item by item. */
  const cancelFor = (reasons: Record<string, [event: string, credential: string]>) => {
    answer = (input) => {
      const codes = eventIdsOf({ name: "", input }).flatMap((id) => reasons[id] ?? ["None", "None"]);
      if (codes.some((code) => code !== "None")) throw cancelled(...codes, "None");
      return {};
    };
  };

  it("a cancelled transaction is tried without the culprits, so that each fails for its own reason", async () => {
    cancelFor({
      [commandId(2)]: ["ConditionalCheckFailed", "ConditionalCheckFailed"],
      [commandId(3)]: ["None", "ConditionalCheckFailed"],
      [commandId(4)]: ["TransactionConflict", "None"],
    });
    const { ledger, calls } = setUp();
    expect(await ledger.commit([1, 2, 3, 4, 5, 6].map(creation))).toEqual([
      "committed",
      "duplicate",
      "stale",
      "unavailable",
      "committed",
      "committed",
    ]);
    const sizes = calls.map((call) => eventIdsOf(call).length);
    expect(sizes.slice(0, 4)).toEqual([6, 4, 3, 1]);
    expect(new Set(sizes.slice(4))).toEqual(new Set([1]));
  });

  it.each(["ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict"])(
    "a batch of thirty rows that DynamoDB cancels for %s goes together again after each pause, and never one by one",
    async (code) => {
      const commits = Array.from({ length: 30 }, (_, n) => creation(n + 1));
      let busy = 4;
      answer = ({ TransactItems }) => {
        if (busy-- > 0) throw cancelled(...TransactItems.map(() => code));
        return {};
      };
      const { ledger, calls, pauses } = setUp();
      expect(await ledger.commit(commits)).toEqual(Array(30).fill("committed"));
      expect(calls.map((call) => eventIdsOf(call).length)).toEqual([30, 30, 30, 30, 30]);
      expect(pauses).toEqual([25, 50, 100, 200]);
    },
  );

  it("a batch of thirty rows that DynamoDB throttles for ever costs some twenty calls, and comes back from the queue", async () => {
    const commits = Array.from({ length: 30 }, (_, n) => creation(n + 1));
    for (const failure of [
      awsError("ThrottlingException"),
      cancelled(...Array(61).fill("ThrottlingError")),
    ]) {
      answer = () => {
        throw failure;
      };
      const { ledger, calls, pauses } = setUp();
      expect(await ledger.commit(commits)).toEqual(Array(30).fill("unavailable"));
      expect(calls).toHaveLength(pauses.length + 1);
      expect(pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThan(13_000);
      expect(calls.length).toBeLessThan(22);
    }
  });

  it("a batch of which some are stored already costs two transactions, not one for each", async () => {
    cancelFor(
      Object.fromEntries(
        [1, 2, 3, 4].map((n) => [commandId(n), ["ConditionalCheckFailed", "ConditionalCheckFailed"]]),
      ),
    );
    const { ledger, calls } = setUp();
    const results = await ledger.commit(Array.from({ length: 10 }, (_, n) => creation(n + 1)));
    expect(results).toEqual([...Array(4).fill("duplicate"), ...Array(6).fill("committed")]);
    expect(calls).toHaveLength(2);
  });

  it("a rejection, which writes no credential, is a duplicate or to be tried again, but not stale", async () => {
    const { ledger } = setUp();
    answer = () => {
      throw cancelled("ConditionalCheckFailed", "None");
    };
    expect(await ledger.commit([rejection(1)])).toEqual(["duplicate"]);
    answer = () => {
      throw cancelled("None", "TransactionConflict");
    };
    expect(await ledger.commit([rejection(1)])).toEqual(["unavailable"]);
  });

  it("a commit that the table will never take is told apart from its neighbours, which are committed", async () => {
    answer = (input) => {
      if (eventIdsOf({ input } as Call).includes(commandId(2))) throw awsError("ValidationException");
      return {};
    };
    const { ledger } = setUp();
    expect(await ledger.commit([creation(1), creation(2), creation(3)])).toEqual([
      "committed",
      "unstorable",
      "committed",
    ]);
    cancelFor({ [commandId(4)]: ["None", "ValidationError"] });
    expect(await ledger.commit([creation(4), creation(5)])).toEqual(["unstorable", "committed"]);
  });

  it.each(["ThrottlingException", "TimeoutError", "AccessDeniedException"])(
    "a transaction that fails with %s is to be tried again, and says so without the request's content",
    async (name) => {
      answer = () => {
        throw awsError(name);
      };
      const { ledger } = setUp();
      expect(await ledger.commit([creation(1)])).toEqual(["unavailable"]);
      expect(log.lines.at(-1)).toMatchObject({ code: "transaction_failed", fields: { reason: name } });
      expect(JSON.stringify(log.lines)).not.toContain("quotes the request");
    },
  );
});

describe("the worker's reads", () => {
  it("the worker reads metadata by name, consistently, each id once, and nothing that it may not see", async () => {
    const { client, calls } = fakeClient<DynamoDBClient>({
      BatchGetItemCommand: () => ({ Responses: { table: [toCredentialItem(credential(), null)] } }),
    });
    const ledger = dynamodbLedger({ client, name: "table" }, log);
    const found = await ledger.findCredentials([credentialId(1), credentialId(1), credentialId(2)]);
    expect(found).toEqual(new Map([[credentialId(1), credential()]]));
    const request = calls[0]?.input.RequestItems.table;
    expect(request).toMatchObject({ ConsistentRead: true, Keys: { length: 2 } });
    expect(Object.values(request.ExpressionAttributeNames)).not.toContain("ciphertext");
    expect(Object.values(request.ExpressionAttributeNames)).not.toContain("wrapped_key");
  });

  it("the worker learns which events are stored already", async () => {
    const { client } = fakeClient<DynamoDBClient>({
      BatchGetItemCommand: ({ RequestItems }) => ({ Responses: { table: [RequestItems.table.Keys[1]] } }),
    });
    const ledger = dynamodbLedger({ client, name: "table" }, log);
    const references = [1, 2, 3].map((n) => ({ credential_id: credentialId(n), id: commandId(n) }));
    expect(await ledger.findEvents(references)).toEqual(new Set([commandId(2)]));
    expect(await ledger.findEvents([])).toEqual(new Set());
  });
});
