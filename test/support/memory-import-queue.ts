import type { ImportMessage } from "../../shared/imports/import-message.ts";
import type { ImportQueue } from "../../shared/imports/ports.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";

export interface MemoryImportQueue extends ImportQueue {
  /** Everything that was sent. */
  readonly messages: readonly ImportMessage[];
  /** Makes every send fail from now on, or no more. */
  readonly breakDown: (isBroken: boolean) => void;
}

/** @param onSend runs after each send, e.g. a worker. */
export function memoryImportQueue(
  onSend: (messages: readonly ImportMessage[]) => Promise<void> = async () => {},
): MemoryImportQueue {
  const messages: ImportMessage[] = [];
  let broken = false;
  return {
    messages,
    breakDown: (isBroken) => {
      broken = isBroken;
    },
    async send(sent) {
      if (broken) throw new KeyferryError("unavailable", "sqs:SendMessageBatch failed");
      messages.push(...sent);
      await onSend(sent);
    },
  };
}
