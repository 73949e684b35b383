import type { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import { sqsCommandQueue } from "../../../shared/credentials/sqs-command-queue.ts";
import { commandId, createCommand, credentialId } from "../../support/data/fixtures.ts";
import { awsError, fakeClient } from "../../support/fakes/fake-client.ts";

describe("a command for the worker", () => {
  it("a command is sent in order per credential, and a repeated send is recognised by the command's id", async () => {
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

  it("a message holds nothing that SQS refuses, and loses nothing of its command", async () => {
    const { client, calls } = fakeClient<SQSClient>({ SendMessageCommand: () => ({}) });
    const name = "a\u0000b\ufffec\uffff\u{1ffff}é";
    const command = createCommand(1, { settings: { ...DEFAULT_SETTINGS, name } });
    await sqsCommandQueue(client, "https://queue").send(command);
    const body: string = calls[0]?.input.MessageBody;
    // SQS takes what XML 1.0 does: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    expect(body).toMatch(/^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
    expect(JSON.parse(body)).toEqual(command);
  });

  it("a command that SQS does not take is an error of the kind unavailable", async () => {
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
