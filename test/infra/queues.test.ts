import { describe, expect, it } from "vitest";
import { USE_CONCURRENCY } from "../../infra/concurrency.ts";
import { stageOptions } from "../../infra/stages.ts";
import { ofType, propertiesOf } from "../support/template/readable.ts";
import { STAGES, synthesize } from "./synthesize.ts";

const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

const FIFO = {
  FifoQueue: true,
  DeduplicationScope: "messageGroup",
  FifoThroughputLimit: "perMessageGroupId",
};

const QUEUES = [
  { name: "Commands", order: FIFO, batch: { BatchSize: 10 }, concurrency: "commandConcurrency" },
  {
    name: "Imports",
    order: {},
    batch: { BatchSize: 25, MaximumBatchingWindowInSeconds: 1 },
    concurrency: "importConcurrency",
  },
  { name: "Uses", order: {}, batch: { BatchSize: 10 }, concurrency: "useConcurrency" },
] as const;

describe.each(STAGES)("the queues of %s", (stage) => {
  const stack = synthesize(stage);
  const concurrency = { ...stageOptions(stage), useConcurrency: USE_CONCURRENCY };
  const worker = propertiesOf(stack, "Worker/Function/Lambda");

  it("the queues are two for commands, one for uses and one for the archive, each with a queue for what failed", () => {
    expect([...ofType(stack, "AWS::SQS::Queue").keys()].sort()).toEqual([
      "Archive/DeadLetters",
      "Archive/Queue",
      "Commands/DeadLetters",
      "Commands/Queue",
      "Imports/DeadLetters",
      "Imports/Queue",
      "Uses/DeadLetters",
      "Uses/Queue",
    ]);
  });

  describe.each(QUEUES)("$name", ({ name, order, batch, concurrency: option }) => {
    it("a queue keeps a message encrypted for 14 days, hides it for six timeouts of the worker and the batching window, and sets it aside after retries of ten minutes, or of half an hour where nobody waits", () => {
      expect(propertiesOf(stack, `${name}/Queue`)).toEqual({
        ...order,
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: FOURTEEN_DAYS,
        MaximumMessageSize: 262_144,
        VisibilityTimeout: 6 * Number(worker.Timeout) + (name === "Imports" ? 1 : 0),
        RedrivePolicy: {
          deadLetterTargetArn: `${name}/DeadLetters.Arn`,
          maxReceiveCount: name === "Commands" ? 24 : 20,
        },
      });
    });

    it("a queue sets failed messages aside in one of the same kind, encrypted, for 14 days", () => {
      expect(propertiesOf(stack, `${name}/DeadLetters`)).toEqual({
        ...order,
        MaximumMessageSize: 262_144,
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: FOURTEEN_DAYS,
      });
    });

    it.each(["Queue", "DeadLetters"])("%s refuses calls without TLS and allows nobody anything", (queue) => {
      expect(propertiesOf(stack, `${name}/${queue}/Policy`)).toEqual({
        Queues: [`${name}/${queue}`],
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Deny",
              Principal: { AWS: "*" },
              Action: "sqs:*",
              Resource: `${name}/${queue}.Arn`,
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        },
      });
    });

    it("a queue feeds the worker a batch at a time, each message with its own verdict, up to a concurrency of its own", () => {
      expect(propertiesOf(stack, `${name}/Consumer`)).toEqual({
        EventSourceArn: `${name}/Queue.Arn`,
        FunctionName: "Worker/Function/Lambda",
        ...batch,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        ScalingConfig: { MaximumConcurrency: concurrency[option] },
      });
    });
  });

  it("the queues are drained by these consumers and no other", () => {
    expect([...ofType(stack, "AWS::Lambda::EventSourceMapping").keys()].sort()).toEqual([
      "Archive/Consumer",
      "Commands/Consumer",
      "Imports/Consumer",
      "Relay/Stream",
      "Uses/Consumer",
    ]);
  });

  it("the queues have policies of their own only", () => {
    expect(ofType(stack, "AWS::SQS::QueuePolicy").size).toBe(8);
  });
});
