import { toKeyferryError } from "../kernel/errors.ts";
import type { Vault } from "../vault/ports.ts";
import { type Item, provisionRound, type RoundDependencies, type Verdict } from "./provision-round.ts";
import { readCommand } from "./read-command.ts";
import { readImportMessage } from "./read-import-message.ts";

/** One record of a queue, as the worker needs it. */
export interface CommandMessage {
  readonly messageId: string;
  readonly body: string;
  readonly redelivered: boolean;
  /** Each queue has a contract of its own: `imports` takes import messages only, because others write to it. */
  readonly queue: "commands" | "imports";
}

export type WorkerDependencies = Omit<RoundDependencies, "vault"> & {
  readonly vault: Vault;
  /** The providers that this deployment knows. Doors check them; of an import, the worker is the door. */
  readonly slugs: ReadonlySet<string>;
};

/**
 * Carries out a batch of commands: opens each seal, encrypts under the vault, and commits credentials and audit
 * events together. One verdict per message, in order; never throws. A bad message never holds up its neighbours,
 * and a command that must be retried holds back only the later commands of its own credential.
 */
export async function provisionCredentials(
  messages: readonly CommandMessage[],
  dependencies: WorkerDependencies,
): Promise<readonly Verdict[]> {
  const round = { ...dependencies, vault: dependencies.vault.openSession() };
  const verdicts = new Map<Item, Verdict>();
  const items = messages.map((message) => toItem(message, dependencies));
  for (const candidates of roundsOf(items.filter((item) => item !== null))) {
    const free = candidates.filter((item) => !mustWait(item, verdicts));
    const results = await provisionRound(free, round).catch((error): Verdict[] => {
      const { kind, cause } = toKeyferryError(error);
      dependencies.log.error("batch_deferred", { reason: kind, cause: (cause as Error | undefined)?.name });
      return [];
    });
    for (const item of candidates) verdicts.set(item, results[free.indexOf(item)] ?? "retry");
  }
  return items.map((item) => (item === null ? "retry" : (verdicts.get(item) ?? "retry")));
}

/** Null for a command that does not even name its workspace: it stays on the queue until that dead-letters it. */
function toItem(
  { messageId, body, redelivered, queue }: CommandMessage,
  { log, slugs }: WorkerDependencies,
): Item | null {
  if (queue === "imports") {
    const { read, row } = readImportMessage(body, messageId, slugs);
    return { read, row, redelivered, identity: identityOf(read) };
  }
  const read = readCommand(body);
  if (read.kind === "unreadable") {
    log.error("message_unreadable", { message_id: messageId });
    return null;
  }
  return { read, row: null, redelivered, identity: identityOf(read) };
}

function identityOf(read: Item["read"]): Item["identity"] {
  if (read.kind === "command") return read.command;
  return read.kind === "notice" ? read.notice : read.identity;
}

/** Splits a batch so that no round has two commands of one credential, and each credential's order is kept. */
function roundsOf(items: readonly Item[]): Item[][] {
  const rounds: Item[][] = [];
  const seen = new Map<string, number>();
  for (const item of items) {
    const turn = seen.get(item.identity.credential_id) ?? 0;
    seen.set(item.identity.credential_id, turn + 1);
    rounds[turn] = [...(rounds[turn] ?? []), item];
  }
  return rounds;
}

const mustWait = (item: Item, verdicts: ReadonlyMap<Item, Verdict>): boolean =>
  [...verdicts].some(
    ([earlier, verdict]) =>
      verdict === "retry" && earlier.identity.credential_id === item.identity.credential_id,
  );
