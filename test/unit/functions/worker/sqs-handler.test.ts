import type { SQSRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { sqsHandler } from "../../../../functions/worker/sqs-handler.ts";
import { commandId, credentialId } from "../../../support/data/fixtures.ts";
import { workerWorld } from "../../../support/worlds/worker-world.ts";

const record = (content: object | string, messageId: string, receiveCount = "1") =>
  ({
    messageId,
    body: typeof content === "string" ? content : JSON.stringify(content),
    attributes: { ApproximateReceiveCount: receiveCount },
  }) as SQSRecord;

describe("the worker's answer to a queue", () => {
  it("the worker names exactly the messages that must come again: not the settled ones, not the rejected ones", async () => {
    const world = workerWorld();
    const handler = sqsHandler(world.dependencies, "arn:imports");
    const answer = await handler({
      Records: [
        record(world.create(1), "good"),
        record("not JSON", "unreadable"),
        record(world.create(2, { sealed_key: "aa.bb.cc.dd.ee" }), "unopenable"),
        record(world.create(3), "good too"),
      ],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "unreadable" }] });
    expect([...world.table.credentials.keys()]).toEqual([credentialId(1), credentialId(3)]);
  });

  it("all messages are named while KMS is away, and none once they are carried out", async () => {
    const world = workerWorld();
    const handler = sqsHandler(world.dependencies, "arn:imports");
    const command = world.create(1);
    world.kms.fail("ThrottlingException");
    const first = await handler({ Records: [record(command, "a")] });
    expect(first).toEqual({ batchItemFailures: [{ itemIdentifier: "a" }] });
    world.kms.fail(undefined);
    expect(await handler({ Records: [record(command, "a", "2")] })).toEqual({ batchItemFailures: [] });
    expect(await handler({ Records: [record(command, "a", "3")] })).toEqual({ batchItemFailures: [] });
    expect([...world.table.events.keys()]).toEqual([commandId(1)]);
  });

  it("the outcome of a redelivered message is looked up before a decryption is spent on it", async () => {
    const world = workerWorld();
    const handler = sqsHandler(world.dependencies, "arn:imports");
    const command = world.create(1);
    await handler({ Records: [record(command, "a")] });
    const calls = world.kms.calls.length;
    await handler({ Records: [record(command, "a", "2")] });
    expect(world.kms.calls).toHaveLength(calls);
  });
});
