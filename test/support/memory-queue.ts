import type { Command } from "../../shared/credentials/command.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import type { DeliveryReport } from "../../shared/webhooks/delivery-report.ts";

/** Takes commands and delivery reports, as the command queue does. */
export interface MemoryQueue {
  readonly send: (message: Command | DeliveryReport) => Promise<void>;
  /** Everything that was sent, as the text that a queue would hold. */
  readonly messages: readonly string[];
  readonly commands: () => readonly Command[];
  /** Makes every send fail from now on, or no more. */
  readonly breakDown: (isBroken: boolean) => void;
}

/** @param onSend runs after each send, e.g. a worker. */
export function memoryQueue(onSend: (message: string) => Promise<void> = async () => {}): MemoryQueue {
  const messages: string[] = [];
  let broken = false;
  return {
    messages,
    commands: () => messages.map((message) => JSON.parse(message)),
    breakDown: (isBroken) => {
      broken = isBroken;
    },
    async send(content: object) {
      if (broken) throw new KeyferryError("unavailable", "sqs:SendMessage failed");
      const message = JSON.stringify(content);
      messages.push(message);
      await onSend(message);
    },
  };
}
