import type { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import type { KeyUse } from "../../../shared/access/key-use.ts";
import { sqsKeyUses } from "../../../shared/access/sqs-key-uses.ts";
import { ACTOR } from "../../support/data/fixtures.ts";
import { awsError, fakeClient } from "../../support/fakes/fake-client.ts";

const use: KeyUse = {
  version: 1,
  type: "management_key.used",
  management_key_id: ACTOR.id,
  token_hash: "a".repeat(64),
  used_at: "2026-02-03T04:00:00.000Z",
};

it("the use of a key is sent in a group of its own, and once for the hour", async () => {
  const { client, calls } = fakeClient<SQSClient>({ SendMessageCommand: () => ({}) });
  await sqsKeyUses(client, "https://queue").report(use);
  expect(calls).toMatchObject([{ input: { QueueUrl: "https://queue", MessageGroupId: ACTOR.id } }]);
  expect(JSON.parse(calls[0]?.input.MessageBody)).toEqual(use);
  // SQS takes letters, digits and punctuation, of which a time has some that it does not take.
  expect(calls[0]?.input.MessageDeduplicationId).toBe(`${ACTOR.id}-2026-02-03T04_00_00_000Z`);
});

it("a use that SQS does not take is an error of the kind unavailable", async () => {
  const { client } = fakeClient<SQSClient>({
    SendMessageCommand: () => {
      throw awsError("RequestThrottled");
    },
  });
  await expect(sqsKeyUses(client, "https://queue").report(use)).rejects.toMatchObject({
    kind: "unavailable",
    message: "sqs:SendMessage failed",
  });
});
