import { KeyferryError } from "../../kernel/errors.ts";
import { failureFields } from "../../kernel/failure-fields.ts";
import type { Clock, Logger, Sleep } from "../../kernel/ports.ts";
import type { AuditEvent } from "../audit-event.ts";
import type { Command } from "../command.ts";
import type { Credential } from "../credential.ts";
import type { CommandQueue, CommandReference, CommandState, CredentialReader } from "../ports.ts";
import type { PollingInterval } from "./polling-interval.ts";
import { rejectionError } from "./rejection-error.ts";

export interface SubmitDependencies {
  readonly reader: CredentialReader;
  readonly queue: CommandQueue;
  readonly now: Clock;
  readonly sleep: Sleep;
  /** The polling interval of this process. */
  readonly polling: PollingInterval;
  readonly log: Logger;
}

export interface Submission {
  readonly reference: CommandReference;
  /** The known state of the command. If it has an outcome already, that outcome is the result. */
  readonly known: CommandState;
  /** The keyed digest of the request's body. An outcome with another digest belongs to another request. */
  readonly digest: string | undefined;
  readonly makeCommand: () => Promise<Command>;
  /** How long to wait for the outcome; 0 means not at all. */
  readonly waitMs: number;
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
 *   was used with another body, `unavailable` when it could not be queued. Once it is queued, no failure
 *   becomes `unavailable`.
 */
export async function submitCommand(
  { reference, known, digest, makeCommand, waitMs }: Submission,
  dependencies: SubmitDependencies,
): Promise<Outcome | null> {
  if (known.event === null) {
    const command = await makeCommand();
    await dependencies.queue.send(command);
    const { id: command_id, type, credential_id, request_id } = command;
    dependencies.log.info("command_sent", { request_id, command_id, credential_id, type });
  }
  const outcome: Outcome | null =
    known.event === null
      ? await awaitOutcome(reference, waitMs, dependencies)
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

/**
 * Waits until the worker has committed the outcome of a command; returns null if the budget runs out first.
 * It never throws, because the command is safely queued: a failed poll only means another pause.
 */
async function awaitOutcome(
  reference: CommandReference,
  budgetMs: number,
  { reader, now, sleep, polling, log }: SubmitDependencies,
): Promise<Outcome | null> {
  const start = now().getTime();
  const deadline = start + budgetMs;
  for (let poll = 0; ; poll += 1) {
    const pause = polling.pauseBefore(poll);
    if (now().getTime() + pause > deadline) return null;
    await sleep(pause);
    try {
      const { event, credential } = await reader.findCommandState(reference);
      if (event === null) continue;
      polling.observe(poll, now().getTime() - start);
      return { event, credential };
    } catch (error) {
      log.warn("outcome_not_readable", { command_id: reference.id, ...failureFields(error) });
    }
  }
}
