import type { ErrorKind } from "../shared/kernel/errors.ts";
import { HTTP_STATUS } from "../shared/kernel/http-status.ts";

const KINDS = Object.keys(HTTP_STATUS) as readonly ErrorKind[];

/**
 * The kind of error that an answer of the API stands for.
 * @param sentIdempotencyKey whether the request had an Idempotency-Key, which decides what 422 means.
 */
export function errorKindOf(status: number, sentIdempotencyKey: boolean): ErrorKind {
  // API Gateway answers 429 above the rate limit, and 500 where the function was cut off. Both pass.
  if (status === 429 || status >= 500) return "unavailable";
  if (status === HTTP_STATUS.unopenable_seal && !sentIdempotencyKey) return "unopenable_seal";
  return KINDS.find((kind) => HTTP_STATUS[kind] === status) ?? "internal";
}
