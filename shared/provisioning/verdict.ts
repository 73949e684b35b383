import type { Rejection, RejectionCode } from "../credentials/audit-event.ts";
import { type ErrorKind, toKeyferryError } from "../kernel/errors.ts";

/**
 * - `done`: the outcome is committed, now or before. Acknowledge.
 * - `reject`: the message can never succeed, and an audit event says why. Acknowledge.
 * - `retry`: it may succeed later. Leave it on the queue.
 */
export type Verdict = "done" | "reject" | "retry";

/**
 * The worker's answer to each kind of error: the code of the audit event if it rejects the message, or else a
 * retry. Only a seal that can never be opened is certain to be the message's own fault. After any other error
 * the message stays on the queue, which moves it to the dead letters after some deliveries: no fault of ours
 * loses a message.
 */
const ANSWER: Record<ErrorKind, RejectionCode | "retry"> = {
  unopenable_seal: "unopenable_seal",
  unavailable: "retry",
  rate_limited: "retry",
  postponed: "retry",
  internal: "retry",
  conflict: "retry",
  invalid_request: "retry",
  unauthenticated: "retry",
  forbidden: "retry",
  not_found: "retry",
  method_not_allowed: "retry",
  payload_too_large: "retry",
  unsupported_media_type: "retry",
  idempotency_mismatch: "retry",
};

/** The rejection that an error amounts to; null if the message is worth a retry. */
export function rejectionOf(error: unknown): Rejection | null {
  const { kind, message } = toKeyferryError(error);
  const code = ANSWER[kind];
  return code === "retry" ? null : { code, message };
}
