import type { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import type { ImportMessage } from "../../../shared/imports/import-message.ts";
import { sqsImportQueue } from "../../../shared/imports/sqs-import-queue.ts";
import { WORKSPACE } from "../../support/data/fixtures.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { manualClock, START } from "../../support/fakes/manual-clock.ts";

/** Rows that share nothing: each seal has a wrapped key of its own. */
const messages = (count: number, rest = "cc.dd.ee"): ImportMessage[] =>
  Array.from({ length: count }, (_, index) => ({
    version: 1,
    type: "credential.import",
    import_id: "e0000000-0000-4000-8000-000000000001",
    row: index + 1,
    workspace_id: index % 2 === 0 ? WORKSPACE : null,
    provider: "openai",
    sealed_key: `aa.b${index}.${rest}`,
    requested_at: START.toISOString(),
  }));

const setUp = (answer: (input: Call["input"], call: number) => object = () => ({})) => {
  let count = 0;
  const { client, calls } = fakeClient<SQSClient>({
    SendMessageBatchCommand: (input) => {
      count += 1;
      return answer(input, count);
    },
  });
  const clock = manualClock();
  return { queue: sqsImportQueue(client, "queue", clock.sleep), calls, clock };
};

const rowsOf = (calls: readonly Call[]) =>
  calls.flatMap(({ input }) =>
    input.Entries.map(({ MessageBody }: { MessageBody: string }) => JSON.parse(MessageBody).row),
  );

describe("the import queue", () => {
  it("ten rows are sent in a batch, fair by workspace", async () => {
    const { queue, calls } = setUp();
    await queue.send(messages(25));
    expect(calls.map(({ input }) => input.Entries.length)).toEqual([10, 10, 5]);
    const groups = calls[0]?.input.Entries.map(
      ({ MessageGroupId }: { MessageGroupId: string }) => MessageGroupId,
    );
    expect(groups.slice(0, 2)).toEqual([WORKSPACE, "global"]);
    expect(rowsOf(calls).sort((a, b) => a - b)).toEqual(messages(25).map(({ row }) => row));
  });

  it("a session's rows share messages of up to 25, ten to a batch", async () => {
    const { queue, calls } = setUp();
    const rows = messages(600).map((row) => ({
      ...row,
      workspace_id: WORKSPACE,
      sealed_key: "aa.bb.cc.dd.ee",
    }));
    await queue.send(rows);
    expect(calls.map(({ input }) => input.Entries.length)).toEqual([10, 10, 4]);
    const bodies = calls.flatMap(({ input }) =>
      input.Entries.map(({ MessageBody }: { MessageBody: string }) => JSON.parse(MessageBody)),
    );
    expect(bodies.map(({ rows: { length } }) => length)).toEqual(Array(24).fill(25));
  });

  it("a batch of rows with large keys is smaller", async () => {
    const { queue, calls } = setUp();
    await queue.send(messages(6, `cc.${"d".repeat(90_000)}.ee`));
    expect(calls.map(({ input }) => input.Entries.length)).toEqual([2, 2, 2]);
  });

  it("the rows that the queue did not take are sent again, and only those", async () => {
    const { queue, calls } = setUp((_, call) =>
      call === 1
        ? {
            Failed: [
              { Id: "3", SenderFault: false },
              { Id: "7", SenderFault: false },
            ],
          }
        : {},
    );
    await queue.send(messages(10));
    expect(rowsOf(calls.slice(1))).toEqual([4, 8]);
  });

  it("a send that fails for good is an error of a kind that says whether it may be tried again", async () => {
    const failing = setUp(({ Entries: [first] }) => ({ Failed: [{ Id: first.Id, SenderFault: false }] }));
    await expect(failing.queue.send(messages(1))).rejects.toMatchObject({ kind: "unavailable" });
    const broken = setUp(() => {
      throw awsError("ThrottlingException");
    });
    await expect(broken.queue.send(messages(1))).rejects.toMatchObject({ kind: "unavailable" });
    const large = setUp(() => ({ Failed: [{ Id: "0", SenderFault: true }] }));
    await expect(large.queue.send(messages(1))).rejects.toMatchObject({ kind: "payload_too_large" });
  });
});
