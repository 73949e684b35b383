import { type KeyUse, keyUseSchema } from "../access/key-use.ts";
import type { KeyUseLedger } from "../access/ports.ts";
import { parseJson } from "../kernel/parse-json.ts";
import {
  type CommandMessage,
  provisionCredentials,
  type WorkerDependencies,
} from "./provision-credentials.ts";
import type { Verdict } from "./provision-round.ts";

export type SettleDependencies = WorkerDependencies & { readonly keyUseLedger: KeyUseLedger };

/**
 * Works off a batch from either queue: commands are carried out, and uses of management keys noted, which only our own
 * doors report. One verdict per message, in order; never throws. What is neither of the two goes the way of a command
 * that cannot be read.
 */
export async function settleMessages(
  messages: readonly CommandMessage[],
  dependencies: SettleDependencies,
): Promise<readonly Verdict[]> {
  const uses = new Map(
    messages.map((message) => [message, message.queue === "commands" ? readKeyUse(message.body) : null]),
  );
  const commands = messages.filter((message) => uses.get(message) === null);
  const [provisioned, noted] = await Promise.all([
    commands.length > 0 ? provisionCredentials(commands, dependencies) : [],
    Promise.all(messages.map((message) => noteKeyUse(uses.get(message) ?? null, dependencies))),
  ]);
  return messages.map((message, index) => noted[index] ?? provisioned[commands.indexOf(message)] ?? "retry");
}

/** The verdict on the use of a management key; null for none. */
async function noteKeyUse(
  use: KeyUse | null,
  { keyUseLedger, log }: SettleDependencies,
): Promise<Verdict | null> {
  if (use === null) return null;
  const fields = { management_key_id: use.management_key_id };
  try {
    await keyUseLedger.note(use);
    log.info("key_use_noted", fields);
    return "done";
  } catch (error) {
    log.warn("key_use_deferred", { ...fields, reason: (error as Error).name });
    return "retry";
  }
}

const readKeyUse = (body: string): KeyUse | null => keyUseSchema.safeParse(parseJson(body)).data ?? null;
