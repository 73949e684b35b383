import { failureFields } from "../../kernel/failure-fields.ts";
import type { Clock, Logger, Sleep } from "../../kernel/ports.ts";
import type { AuditEvent, EventReference } from "../audit-event.ts";
import type { Credential } from "../credential.ts";
import type { CredentialReader } from "../ports.ts";
import type { PollingInterval } from "./polling-interval.ts";

/** The outcome of a command that the worker has finished. */
export interface Outcome {
  readonly event: AuditEvent;
  readonly credential: Credential | null;
}

interface Dependencies {
  readonly reader: CredentialReader;
  readonly now: Clock;
  readonly sleep: Sleep;
  readonly polling: PollingInterval;
  readonly log: Logger;
}

/**
 * Waits until the worker has committed the outcome of a command; returns null if the budget runs out first.
 * It never throws, because the command is safely queued: a failed poll only means another pause.
 */
export async function awaitOutcome(
  reference: EventReference,
  budgetMs: number,
  { reader, now, sleep, polling, log }: Dependencies,
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
