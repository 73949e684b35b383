import type { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { sqsLinkQueue } from "../../../shared/links/sqs-link-queue.ts";
import { createLinkCommand, linkId } from "../../support/data/fixtures.ts";
import { fakeClient } from "../../support/fakes/fake-client.ts";

it("the commands of a link are a group of their own, each once", async () => {
  const { client, calls } = fakeClient<SQSClient>({ SendMessageCommand: () => ({}) });
  const command = createLinkCommand();
  await sqsLinkQueue(client, "https://queue").send(command);
  expect(calls.map(({ input }) => input)).toMatchObject([
    { MessageGroupId: linkId(1), MessageDeduplicationId: command.id, QueueUrl: "https://queue" },
  ]);
  expect(JSON.parse(calls[0]?.input.MessageBody)).toEqual(command);
});
