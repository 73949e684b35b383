import type { ImportMessage } from "../../../shared/imports/import-message.ts";
import type { ImportQueue } from "../../../shared/imports/ports.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";

export interface MemoryImportQueue extends ImportQueue {
  /** All messages sent so far. */
  readonly messages: readonly ImportMessage[];
  /** Makes every later send fail, or work again. */
  readonly breakDown: (isBroken: boolean) => void;
}

/** @param onSend runs after each send, e.g. a worker */
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
