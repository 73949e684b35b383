import { expect, it } from "vitest";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { failureFields } from "../../../shared/kernel/failure-fields.ts";

const CANARY = "canary-5f1d-never-log-me";

it("a failure of ours is told by its kind, and by the name of its cause", () => {
  const cause = Object.assign(new Error(CANARY), { name: "ThrottlingException" });
  const error = new KeyferryError("unavailable", CANARY, { cause });
  expect(failureFields(error)).toEqual({ reason: "unavailable", cause: "ThrottlingException" });
  expect(failureFields(new KeyferryError("conflict", CANARY))).toEqual({
    reason: "conflict",
    cause: undefined,
  });
});

it("any other error is told by its name, and never by its message", () => {
  const error = new TypeError(CANARY, { cause: CANARY });
  expect(failureFields(error)).toEqual({ reason: "TypeError", cause: undefined });
});

it.each([null, undefined, CANARY, 7, { name: CANARY, message: CANARY }])(
  "a thrown value that is no error is told as unknown: example %#",
  (thrown) => {
    expect(failureFields(thrown)).toEqual({ reason: "unknown", cause: undefined });
  },
);
