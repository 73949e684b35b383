import type { SQSRecord } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { type SqsHandlerOptions, sqsHandler } from "../../../../functions/worker/sqs-handler.ts";
import { commandId, credentialId, useRow } from "../../../support/data/fixtures.ts";
import { workerWorld } from "../../../support/worlds/worker-world.ts";

const record = (
  content: object | string,
  messageId: string,
  receiveCount = "1",
  eventSourceARN = "arn:commands",
) =>
  ({
    messageId,
    body: typeof content === "string" ? content : JSON.stringify(content),
    receiptHandle: `receipt of ${messageId}`,
    eventSourceARN,
    attributes: { ApproximateReceiveCount: receiveCount },
  }) as SQSRecord;

const options = (
  schedule: SqsHandlerOptions["retries"]["schedule"] = async () => undefined,
): SqsHandlerOptions => ({
  commands: { arn: "arn:commands", url: "https://commands" },
  imports: { arn: "arn:imports", url: "https://imports" },
  uses: { arn: "arn:uses", url: "https://uses" },
  retries: { schedule },
});

describe("the worker's answer to a queue", () => {
  it("the worker names exactly the messages that must come again: not the settled ones, not the rejected ones", async () => {
    const world = workerWorld();
    const handler = sqsHandler(world.dependencies, options());
    const answer = await handler({
      Records: [
        record(world.create(1), "good"),
        record("not JSON", "unreadable"),
        record(world.create(2, { sealed_key: "aa.bb.cc.dd.ee" }), "unopenable"),
        record(world.create(3), "good too"),
      ],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "unreadable" }] });
    expect(world.log.lines.map(({ code }) => code)).not.toContain("uses_recorded");
    expect([...world.table.credentials.keys()]).toEqual([credentialId(1), credentialId(3)]);
  });

  it("all messages are named while KMS is away, and none once they are carried out", async () => {
    const world = workerWorld();
    const handler = sqsHandler(world.dependencies, options());
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
    const handler = sqsHandler(world.dependencies, options());
    const command = world.create(1);
    await handler({ Records: [record(command, "a")] });
    const calls = world.kms.calls.length;
    await handler({ Records: [record(command, "a", "2")] });
    expect(world.kms.calls).toHaveLength(calls);
  });
});

describe("the reports of routers", () => {
  it("a report is recorded from its own queue, where a command is none", async () => {
    const world = workerWorld();
    const handler = sqsHandler(world.dependencies, options());
    await handler({ Records: [record(world.create(1), "a")] });
    const report = { version: 1, uses: [useRow(1)] };
    const answer = await handler({
      Records: [
        record(report, "used", "1", "arn:uses"),
        record(world.create(2), "command", "1", "arn:uses"),
        record(report, "report"),
      ],
    });
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      "command",
      "report",
    ]);
    expect([...world.uses.uses.keys()]).toEqual([credentialId(1)]);
    expect([...world.table.credentials.keys()]).toEqual([credentialId(1)]);
  });
});

describe("messages that must come again", () => {
  it("a message that fails comes back within seconds at first, and later more slowly, on its own queue", async () => {
    const world = workerWorld();
    world.kms.fail("ThrottlingException");
    const scheduled: unknown[] = [];
    const handler = sqsHandler(
      world.dependencies,
      options(async (url, requests) => void scheduled.push(url, ...requests)),
    );
    for (const count of ["1", "2", "9"]) {
      await handler({ Records: [record(world.create(1), "a", count)] });
    }
    await handler({ Records: [record("not JSON", "b", "1", "arn:imports"), record("not JSON", "c")] });
    await handler({ Records: [record("not JSON", "d", "1", "arn:uses")] });
    expect(scheduled).toEqual([
      ...["https://commands", { receipt: "receipt of a", seconds: 2 }],
      ...["https://commands", { receipt: "receipt of a", seconds: 5 }],
      ...["https://commands", { receipt: "receipt of a", seconds: 30 }],
      ...["https://commands", { receipt: "receipt of c", seconds: 2 }],
      ...["https://uses", { receipt: "receipt of d", seconds: 2 }],
    ]);
  });

  it("a message whose retry cannot be scheduled is still left to the queue", async () => {
    const world = workerWorld();
    world.kms.fail("ThrottlingException");
    const handler = sqsHandler(
      world.dependencies,
      options(() => Promise.reject(new Error("down"))),
    );
    expect(await handler({ Records: [record(world.create(1), "a")] })).toEqual({
      batchItemFailures: [{ itemIdentifier: "a" }],
    });
    expect(world.log.lines.at(-1)).toMatchObject({ code: "retries_not_scheduled" });
  });

  it("a deletion is carried out although an earlier command of its credential must be retried", async () => {
    const world = workerWorld();
    const handler = sqsHandler(world.dependencies, options());
    await handler({ Records: [record(world.create(1), "a")] });
    world.kms.fail("DisabledException");
    const rotation = { ...world.rotate(2, credentialId(1)), requested_at: "2027-01-01T00:00:00.000Z" };
    const { sealed_key: _, changes: __, ...envelope } = world.rotate(3, credentialId(1));
    const deletion = { ...envelope, type: "credential.delete" };
    const answer = await handler({ Records: [record(rotation, "b"), record(deletion, "c")] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "b" }] });
    expect(world.table.credentials.get(credentialId(1))?.deleted_at).not.toBeNull();
    world.kms.fail(undefined);
    expect(await handler({ Records: [record(rotation, "b", "2")] })).toEqual({ batchItemFailures: [] });
    expect(world.table.keys.size).toBe(0);
  });
});
