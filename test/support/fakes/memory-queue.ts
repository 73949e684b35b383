import type { Command } from "../../../shared/credentials/command.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import type { LinkCommand } from "../../../shared/links/link-command.ts";
import type { DeliveryReport } from "../../../shared/webhooks/delivery-report.ts";

/** Takes commands and delivery reports, each id once, like the command queue. */
export interface MemoryQueue {
  readonly send: (message: Command | DeliveryReport | LinkCommand) => Promise<void>;
  /** All messages sent so far, as the text that a queue would hold. */
  readonly messages: readonly string[];
  readonly commands: () => readonly Command[];
  /** Makes every later send fail, or work again. */
  readonly breakDown: (isBroken: boolean) => void;
  /** Makes every send wait, as on a cold connection. @returns lets them through and resolves after the last. */
  readonly hold: () => () => Promise<void>;
}

/** @param onSend runs after each send, e.g. a worker */
export function memoryQueue(onSend: (message: string) => Promise<void> = async () => {}): MemoryQueue {
  const messages: string[] = [];
  const ids = new Set<string>();
  const waiting = new Set<Promise<void>>();
  let broken = false;
  let gate: Promise<void> | undefined;
  const take = async (content: object) => {
    if (broken) throw new KeyferryError("unavailable", "sqs:SendMessage failed");
    const message = JSON.stringify(content);
    // A FIFO queue drops a message with the id of an earlier one, for five minutes.
    const { id } = content as { readonly id?: string };
    if (id !== undefined && ids.has(id)) return;
    if (id !== undefined) ids.add(id);
    messages.push(message);
    await onSend(message);
  };
  return {
    messages,
    commands: () => messages.map((message) => JSON.parse(message)),
    breakDown: (isBroken) => {
      broken = isBroken;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return async () => {
        gate = undefined;
        resolve();
        await Promise.allSettled(waiting);
      };
    },
    async send(content: object) {
      if (gate === undefined) return take(content);
      const sent = gate.then(() => take(content));
      waiting.add(sent);
      return sent;
    },
  };
}
