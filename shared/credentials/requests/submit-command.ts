import { KeyferryError } from "../../kernel/errors.ts";
import type { AuditEvent } from "../audit-event.ts";
import type { Command } from "../command.ts";
import type { Credential } from "../credential.ts";
import type { CommandQueue, CommandReference, CommandState, CredentialReader } from "../ports.ts";
import { awaitOutcome, type WaitDependencies } from "./await-outcome.ts";
import { rejectionError } from "./rejection-error.ts";

export interface SubmitDependencies extends WaitDependencies {
  readonly reader: CredentialReader;
  readonly queue: CommandQueue;
}

export interface Submission {
  readonly reference: CommandReference;
  /** The known state of the command. If it has an outcome already, that outcome is the result. */
  readonly known: CommandState;
  /** The keyed digest of the request's body. An outcome with another digest belongs to another request. */
  readonly digest: string | undefined;
  readonly makeCommand: () => Promise<Command>;
  /** Whether the command is queued already. */
  readonly isSent?: boolean;
  /** When to stop waiting for the outcome, in milliseconds since 1970. */
  readonly waitUntil: number;
  /** Whether to refuse the command before it is queued while the worker is behind. */
  readonly isPostponable: boolean;
}

/** The outcome of a command that the worker has finished. */
export interface Outcome {
  readonly event: AuditEvent;
  readonly credential: Credential | null;
}

/**
 * Queues a command, unless its outcome exists already, and waits for the outcome. Returns null if the wait
 * ends before the worker finishes: the command is then safely queued.
 * @throws KeyferryError for a command that the worker rejected, `idempotency_mismatch` if the command's id
 *   was used with another body, `postponed` while the worker is behind, `unavailable` when it could not be
 *   queued. Once it is queued, no failure becomes either of the two.
 */
export async function submitCommand(
  { reference, known, digest, makeCommand, waitUntil, isPostponable, isSent = false }: Submission,
  dependencies: SubmitDependencies,
): Promise<Outcome | null> {
  if (known.event === null && !isSent) {
    if (isPostponable) shedLoad(dependencies);
    await sendCommand(await makeCommand(), dependencies);
  }
  const outcome: Outcome | null =
    known.event === null
      ? await awaitOutcome(() => findOutcome(reference, dependencies), reference.id, waitUntil, dependencies)
      : { event: known.event, credential: known.credential };
  if (outcome === null) return null;
  if (outcome.event.body_digest !== null && outcome.event.body_digest !== digest) {
    throw new KeyferryError(
      "idempotency_mismatch",
      "This Idempotency-Key was used with another request body",
    );
  }
  if (outcome.event.rejection !== null) throw rejectionError(outcome.event.rejection);
  return outcome;
}

/** Queues a command. To queue it again is harmless: nothing is carried out twice. */
export async function sendCommand(
  command: Command,
  { queue, log }: Pick<SubmitDependencies, "queue" | "log">,
): Promise<void> {
  await queue.send(command);
  const { id: command_id, type, credential_id, request_id } = command;
  log.info("command_sent", { request_id, command_id, credential_id, type });
}

/** @throws KeyferryError `postponed` if the worker is behind: another command would wait in vain, and so would its caller. */
export function shedLoad({ load, now }: Pick<SubmitDependencies, "load" | "now">): void {
  const pauseMs = load.pauseLeft(now());
  if (pauseMs === 0) return;
  throw new KeyferryError(
    "postponed",
    "Too many changes are waiting; nothing was queued. Repeat the request",
    {
      retryAfterSeconds: Math.ceil(pauseMs / 1000),
    },
  );
}

async function findOutcome(
  reference: CommandReference,
  { reader }: SubmitDependencies,
): Promise<Outcome | null> {
  const { event, credential } = await reader.findCommandState(reference);
  return event === null ? null : { event, credential };
}
