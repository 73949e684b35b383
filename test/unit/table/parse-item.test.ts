import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { expect, it } from "vitest";
import { toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import { dynamodbCredentialReader } from "../../../shared/credentials/dynamodb-credential-reader.ts";
import { dynamodbLedger } from "../../../shared/provisioning/dynamodb-ledger.ts";
import { handleBatch } from "../../../shared/provisioning/handle-batch.ts";
import type { Item } from "../../../shared/table/dynamodb-item.ts";
import { credential, credentialId, envelope } from "../../support/data/fixtures.ts";
import { fakeClient } from "../../support/fakes/fake-client.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";
import { toMessage, workerWorld } from "../../support/worlds/worker-world.ts";

const CANARY = "what-somebody-wrote-by-hand";

const tableOf = (...items: readonly Item[]) => {
  const { client } = fakeClient<DynamoDBClient>({
    BatchGetItemCommand: () => ({ Responses: { table: items } }),
  });
  return { client, name: "table" };
};

/** A credential whose version somebody has made a text, by hand. */
const malformed = (n: number): Item => ({
  ...toCredentialItem(credential({ id: credentialId(n) }), null),
  ...marshall({ version: CANARY }),
});

it("a malformed credential is an internal error that names the attribute and not what it says", async () => {
  const reader = dynamodbCredentialReader(tableOf(malformed(1)), recordingLogger());
  const failure = await reader.find(credentialId(1)).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    kind: "internal",
    message: "a stored credential is malformed: version",
  });
});

it("a malformed credential does not hide its neighbours in a list, and the log names its fault", async () => {
  const log = recordingLogger();
  const healthy = credential({ id: credentialId(2) });
  const reader = dynamodbCredentialReader(tableOf(malformed(1), toCredentialItem(healthy, null)), log);
  expect(await reader.findMany([credentialId(1), credentialId(2)])).toEqual([healthy]);
  expect(log.lines).toMatchObject([
    {
      level: "error",
      code: "item_unreadable",
      fields: { reason: "a stored credential is malformed: version" },
    },
  ]);
  expect(JSON.stringify(log.lines)).not.toContain(CANARY);
});

it("a command on a malformed record waits on the queue, and its neighbour in the batch is carried out", async () => {
  const world = workerWorld();
  const reading = dynamodbLedger(tableOf(malformed(1)), world.log);
  const rename = {
    ...envelope(9),
    credential_id: credentialId(1),
    type: "credential.update",
    changes: { name: "renamed" },
  };
  const verdicts = await handleBatch([toMessage(rename), toMessage(world.create(2))], {
    ...world.dependencies,
    ledger: { ...world.table.ledger, findRecords: (ids) => reading.findRecords(ids) },
  });
  expect(verdicts).toEqual(["retry", "done"]);
  expect(world.table.events.size).toBe(1);
});
