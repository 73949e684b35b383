import type { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { redriveMessages } from "../../../shared/operations/redrive-messages.ts";
import { sqsDeadLetters } from "../../../shared/operations/sqs-dead-letters.ts";
import { type Call, fakeClient } from "../../support/fakes/fake-client.ts";

const ARN = "arn:aws:sqs:eu-central-1:111122223333:dead.fifo";

interface Waiting {
  readonly MessageId: string;
  readonly Body: string;
}

interface Entry {
  readonly MessageBody: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

/**
 * A FIFO queue that drops what it was sent under the same deduplication id, and its dead letters. Receipts are long, and
 * begin alike.
 */
function queueWith(waiting: Waiting[]) {
  const accepted = new Map<string, string>();
  let receives = 0;
  let removes = true;
  const { client, calls } = fakeClient<SQSClient>({
    GetQueueAttributesCommand: () => ({
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: ARN }) },
    }),
    GetQueueUrlCommand: () => ({ QueueUrl: "https://sqs/dead.fifo" }),
    ReceiveMessageCommand: ({ MaxNumberOfMessages }) => {
      receives += 1;
      const Messages = waiting.slice(0, MaxNumberOfMessages).map((message) => ({
        ...message,
        ReceiptHandle: `${"A".repeat(400)}#${message.MessageId}#${receives}`,
        Attributes: { MessageGroupId: "workspace" },
      }));
      return { Messages };
    },
    SendMessageBatchCommand: ({ Entries }: { readonly Entries: readonly Entry[] }) => {
      for (const { MessageDeduplicationId = "", MessageBody } of Entries) {
        if (!accepted.has(MessageDeduplicationId)) accepted.set(MessageDeduplicationId, MessageBody);
      }
      return {};
    },
    DeleteMessageBatchCommand: ({ Entries }) => {
      if (!removes) throw new Error("gone");
      for (const { ReceiptHandle } of Entries) {
        const at = waiting.findIndex(({ MessageId }) => ReceiptHandle.includes(`#${MessageId}#`));
        if (at !== -1) waiting.splice(at, 1);
      }
      return {};
    },
  });
  const failRemovals = (fails: boolean) => {
    removes = !fails;
  };
  return { letters: sqsDeadLetters(client, "https://sqs/commands.fifo"), accepted, calls, failRemovals };
}

const entriesOf = (calls: readonly Call[]): readonly Entry[] =>
  calls.filter(({ name }) => name === "SendMessageBatchCommand").flatMap(({ input }) => input.Entries);

/** What SQS takes in one batch, in bytes. The emulator takes no more, and real queues of this project no larger message. */
const SQS_LIMIT = 262_144;

const waitingMessages = (count: number): Waiting[] =>
  Array.from({ length: count }, (_, n) => ({ MessageId: `message-${n}`, Body: `body ${n}` }));

describe("dead letters that are sent back", () => {
  it("no dead letter is taken for a duplicate of another one, however alike their receipts begin", async () => {
    const { letters, accepted } = queueWith(waitingMessages(25));
    expect(await redriveMessages(letters, 100)).toBe(25);
    expect([...accepted.values()].sort()).toEqual(
      waitingMessages(25)
        .map(({ Body }) => Body)
        .sort(),
    );
  });

  it("a dead letter that could not be removed after it was sent back is sent back once", async () => {
    const queue = queueWith(waitingMessages(1));
    queue.failRemovals(true);
    await expect(redriveMessages(queue.letters, 1)).rejects.toThrow();
    queue.failRemovals(false);
    expect(await redriveMessages(queue.letters, 1)).toBe(1);
    expect(entriesOf(queue.calls)).toHaveLength(2);
    expect([...queue.accepted.values()]).toEqual(["body 0"]);
  });

  it.each([
    [10, 65_000],
    [10, 131_073],
    [3, 262_000],
    [4, 87_381 - 3],
  ])(
    "%i dead letters of %i bytes are sent back in their order, in batches that SQS takes",
    async (count, bytes) => {
      const bodies = Array.from({ length: count }, (_, n) => `${n}é`.padEnd(bytes - 1, "x"));
      const { letters, calls, accepted } = queueWith(
        bodies.map((Body, n) => ({ MessageId: `message-${n}`, Body })),
      );
      expect(await redriveMessages(letters, 100)).toBe(count);
      expect([...accepted.values()]).toEqual(bodies);
      for (const call of calls.filter(({ name }) => name === "SendMessageBatchCommand")) {
        const sizes = entriesOf([call]).map(({ MessageBody }) => Buffer.byteLength(MessageBody));
        expect(sizes.length).toBeLessThanOrEqual(10);
        expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(SQS_LIMIT);
      }
    },
  );

  it("a dead letter keeps its body and its group", async () => {
    const { letters, calls } = queueWith(waitingMessages(1));
    await redriveMessages(letters, 1);
    expect(entriesOf(calls)).toMatchObject([{ MessageBody: "body 0", MessageGroupId: "workspace" }]);
  });
});
