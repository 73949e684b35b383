import { createHash } from "node:crypto";
import type { Operations } from "./operations.ts";

/**
 * A queue that passes every message on at once.
 * @param deliver is awaited before the sender gets its answer
 */
export function sqsStub(deliver: (bodies: readonly string[]) => Promise<void>): Operations {
  let sent = 0;
  const receipt = (body: string) => {
    sent += 1;
    return { MessageId: `message-${sent}`, MD5OfMessageBody: createHash("md5").update(body).digest("hex") };
  };
  return {
    SendMessage: async ({ MessageBody }) => {
      await deliver([String(MessageBody)]);
      return receipt(String(MessageBody));
    },
    SendMessageBatch: async ({ Entries }) => {
      const entries = Entries as { Id: string; MessageBody: string }[];
      await deliver(entries.map(({ MessageBody }) => MessageBody));
      return {
        Successful: entries.map(({ Id, MessageBody }) => ({ Id, ...receipt(MessageBody) })),
        Failed: [],
      };
    },
  };
}
