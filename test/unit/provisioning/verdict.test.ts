import { expect, it } from "vitest";
import { type ErrorKind, KeyferryError } from "../../../shared/kernel/errors.ts";
import { HTTP_STATUS } from "../../../shared/kernel/http-status.ts";
import { rejectionOf } from "../../../shared/provisioning/verdict.ts";

/** Every kind that there is: the table of statuses lacks none. */
const kinds = Object.keys(HTTP_STATUS) as ErrorKind[];

it("a seal that can never be opened is the message's own fault, with the reason of the error", () => {
  const error = new KeyferryError("unopenable_seal", "the sealed key does not open");
  expect(rejectionOf(error)).toEqual({ code: "unopenable_seal", message: "the sealed key does not open" });
});

it.each(kinds.filter((kind) => kind !== "unopenable_seal"))(
  "an error of the kind %s is worth a retry, so that no fault of ours loses a message",
  (kind) => {
    expect(rejectionOf(new KeyferryError(kind, "why"))).toBeNull();
  },
);

it.each([new TypeError("a bug"), null, undefined, "text"])(
  "a failure that nobody foresaw is worth a retry: example %#",
  (thrown) => {
    expect(rejectionOf(thrown)).toBeNull();
  },
);
