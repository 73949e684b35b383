import type { Context } from "hono";
import { type ErrorKind, KeyferryError, toKeyferryError } from "../kernel/errors.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import { HTTP_STATUS } from "../kernel/http-status.ts";
import type { Logger } from "../kernel/ports.ts";

/** The messages for failures on our side. The log has the details under the request's id. */
const OUR_FAULT: Partial<Record<ErrorKind, string>> = {
  unavailable: "The service is temporarily unavailable; repeat the request",
  internal: "Internal Server Error",
};

/** Answers a request for a known path with the wrong method (RFC 9110, 15.5.6). */
export const refuseMethod = (allow: string) => (context: Context) => {
  context.header("allow", allow);
  throw new KeyferryError("method_not_allowed", `This path answers to ${allow}`);
};

/** Answers any error in the contract's one form. The answer repeats only field names of the request. */
export function answerError(context: Context, thrown: unknown, log: Logger): Response {
  const error = toKeyferryError(thrown);
  const status = HTTP_STATUS[error.kind];
  const requestId: string = context.get("requestId");
  if (error.kind === "postponed") logPostponed(error, requestId, log);
  else if (status >= 500) logFailure(error, requestId, log);
  if (status === 503 || status === 429) context.header("retry-after", String(error.retryAfterSeconds));
  const fields = error.fields.length > 0 ? { fields: error.fields } : {};
  const pending = error.pendingId === undefined ? {} : { id: error.pendingId, status: "accepted" };
  const body = {
    code: status,
    message: OUR_FAULT[error.kind] ?? error.message,
    metadata: { request_id: requestId, ...fields, ...pending },
  };
  return context.json({ error: body }, status);
}

/** No failure: the alarm on failed requests subtracts the metric that this line carries. */
function logPostponed({ pendingId }: KeyferryError, requestId: string, log: Logger): void {
  const fields = { request_id: requestId, credential_id: pendingId, queued: pendingId !== undefined };
  log.info("answer_postponed", { ...fields, postponed_answers: 1 });
}

function logFailure(error: KeyferryError, requestId: string, log: Logger): void {
  const { reason: kind, cause } = failureFields(error);
  log.error("request_failed", { request_id: requestId, kind, operation: operationOf(error), cause });
}

/** Our own messages are safe to log; those of causes may quote a request. */
const operationOf = (error: KeyferryError) => (error.kind === "unavailable" ? error.message : undefined);
