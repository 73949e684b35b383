import { expect, it } from "vitest";
import { errorKindOf } from "../../../cli/error-kind.ts";
import type { ErrorKind } from "../../../shared/kernel/errors.ts";
import { HTTP_STATUS } from "../../../shared/kernel/http-status.ts";

/** A client cannot tell a 429 of the API from one of API Gateway, and repeats the request after either. */
const ours = (Object.entries(HTTP_STATUS) as [ErrorKind, number][]).filter(
  ([, status]) => status < 500 && status !== HTTP_STATUS.rate_limited,
);

it.each(ours)("an answer with the status of %s is of that kind", (kind, status) => {
  expect(errorKindOf(status, kind === "idempotency_mismatch")).toBe(kind);
});

it.each([429, 500, 502, 503, 504])("the status %i passes, so it is worth another attempt", (status) => {
  expect(errorKindOf(status, false)).toBe("unavailable");
});

it.each([302, 402, 418])("the status %i is none of the API's", (status) => {
  expect(errorKindOf(status, true)).toBe("internal");
});
