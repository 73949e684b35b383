import { type Json, ref } from "./json-schema.ts";

const REQUEST_ID = { "x-request-id": ref("headers", "RequestId") };

/** An answer in JSON, with the header that every answer has. */
export const answer = (description: string, schema: Json, headers: Json = {}): Json => ({
  description,
  headers: { ...REQUEST_ID, ...headers },
  content: { "application/json": { schema } },
});

const error = (description: string, headers: Json = {}): Json =>
  answer(description, ref("schemas", "Error"), headers);

/** Every error that the API answers, by its name in the document. */
export const errorResponses = {
  BadRequest: error("The request is not valid; `error.metadata.fields` says where and why."),
  Unauthorized: error("The management key is missing, malformed, unknown, revoked or expired."),
  Forbidden: error("The token is no management key, or the management key may not manage that workspace."),
  NotFound: error("There is nothing under this id, or the management key may not manage it."),
  MethodNotAllowed: error("This path does not answer to that method.", { allow: ref("headers", "Allow") }),
  Conflict: error(
    "The credential that a request with this Idempotency-Key created has been changed or deleted since, or the change was " +
      "overtaken by a later one.",
  ),
  PayloadTooLarge: error("The body is larger than the operation takes."),
  UnsupportedMediaType: error("The body is not declared as what the operation takes."),
  IdempotencyMismatch: error("The Idempotency-Key was used with another request."),
  WebhookRefused: answer(
    "Not signed by this source, or more than five minutes old, or no such source: one and the same answer.",
    ref("schemas", "WebhookRefusal"),
  ),
  TooManyRequests: {
    description:
      "More requests than the deployment lets through. Answered by the API gateway, in its own form.",
    content: { "application/json": { schema: ref("schemas", "GatewayError") } },
  },
  InternalError: error("A fault of the service. The log says more under the request's id."),
  Unavailable: error(
    "Repeat the request. With `error.metadata.id`, the change is queued, and its outcome still to come. Otherwise nothing was " +
      "changed: something behind the API does not answer, or too many changes are waiting.",
    { "retry-after": ref("headers", "RetryAfter") },
  ),
} as const satisfies Record<string, Json>;

const BY_STATUS = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  409: "Conflict",
  413: "PayloadTooLarge",
  415: "UnsupportedMediaType",
  422: "IdempotencyMismatch",
  429: "TooManyRequests",
  500: "InternalError",
  503: "Unavailable",
} as const satisfies Record<number, keyof typeof errorResponses>;

/** The responses of an operation with these errors. */
export const errors = (...statuses: readonly (keyof typeof BY_STATUS)[]): Json =>
  Object.fromEntries(statuses.map((status) => [status, ref("responses", BY_STATUS[status])]));
