import type { KeyUse } from "../access/key-use.ts";
import type { KeyUseLedger } from "../access/ports.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import type { Vault } from "../vault/ports.ts";
import {
  type CredentialMessage,
  type Message,
  namesCredential,
  type ParsedMessage,
  parseMessage,
} from "./parse-message.ts";
import { type ProvisionDependencies, provision } from "./provision.ts";
import { settleLinkCommand } from "./settle-link.ts";
import type { Verdict } from "./verdict.ts";

export type WorkerDependencies = Omit<ProvisionDependencies, "vault"> & {
  readonly vault: Vault;
  readonly keyUseLedger: KeyUseLedger;
  /** The providers that this deployment knows. Doors check them, but for an import the worker is the door. */
  readonly slugs: ReadonlySet<string>;
};

/**
 * Handles a batch from either queue: carries out commands and records uses of management keys. It returns one
 * verdict per message, in order, and never throws. A bad message never delays its neighbours, and a command
 * that must be retried holds back only the later commands of its own credential.
 */
export async function handleBatch(
  messages: readonly Message[],
  dependencies: WorkerDependencies,
): Promise<readonly Verdict[]> {
  const now = dependencies.now();
  const parsed = messages.map((message) => parseMessage(message, dependencies.slugs, now));
  const provisioned = provisionInOrder(parsed.flat().filter(namesCredential), dependencies);
  const verdictOn = async (part: ParsedMessage, index: number): Promise<Verdict> => {
    if (part.kind === "key_use") return recordKeyUse(part.use, dependencies);
    if (part.kind === "link") return settleLinkCommand(part.command, dependencies);
    if (part.kind !== "unreadable") return (await provisioned).get(part) ?? "retry";
    // The message stays on the queue, which moves it to the dead letters: no audit event could name its
    // credential.
    dependencies.log.error("message_unreadable", { message_id: messages[index]?.messageId });
    return "retry";
  };
  return Promise.all(
    parsed.map(async (parts, index) =>
      together(await Promise.all(parts.map((part) => verdictOn(part, index)))),
    ),
  );
}

/**
 * The verdict on a message, of those on its parts. While one part must be retried, the whole message stays on the queue; its
 * other parts then have their outcomes already, and nothing happens to them again.
 */
const together = (parts: readonly Verdict[]): Verdict =>
  parts.includes("retry") ? "retry" : parts.every((verdict) => verdict === "reject") ? "reject" : "done";

/** Provisions in rounds, so that the commands of each credential keep their order. */
async function provisionInOrder(
  messages: readonly CredentialMessage[],
  dependencies: WorkerDependencies,
): Promise<ReadonlyMap<CredentialMessage, Verdict>> {
  const session = { ...dependencies, vault: dependencies.vault.openSession() };
  const verdicts = new Map<CredentialMessage, Verdict>();
  for (const round of roundsOf(messages)) {
    const free = round.filter((message) => !mustWait(message, verdicts));
    const results = await provision(free, session).catch((error: unknown): Verdict[] => {
      dependencies.log.error("batch_deferred", failureFields(error));
      return [];
    });
    for (const message of round) verdicts.set(message, results[free.indexOf(message)] ?? "retry");
  }
  return verdicts;
}

/** Splits a batch so that no round has two commands of one credential. */
function roundsOf(messages: readonly CredentialMessage[]): CredentialMessage[][] {
  const rounds: CredentialMessage[][] = [];
  const seen = new Map<string, number>();
  for (const message of messages) {
    const turn = seen.get(message.identity.credential_id) ?? 0;
    seen.set(message.identity.credential_id, turn + 1);
    rounds[turn] = [...(rounds[turn] ?? []), message];
  }
  return rounds;
}

/**
 * Whether an earlier command of the same credential must be retried. A deletion waits for nothing: it is final, and what
 * comes after it changes nothing.
 */
const mustWait = (
  { identity, ...message }: CredentialMessage,
  verdicts: ReadonlyMap<CredentialMessage, Verdict>,
): boolean =>
  !(message.kind === "command" && message.command.type === "credential.delete") &&
  [...verdicts].some(
    ([earlier, verdict]) => verdict === "retry" && earlier.identity.credential_id === identity.credential_id,
  );

async function recordKeyUse(use: KeyUse, { keyUseLedger, log }: WorkerDependencies): Promise<Verdict> {
  const fields = { management_key_id: use.management_key_id };
  try {
    await keyUseLedger.note(use);
    log.info("key_use_noted", fields);
    return "done";
  } catch (error) {
    log.warn("key_use_deferred", { ...fields, ...failureFields(error) });
    return "retry";
  }
}
