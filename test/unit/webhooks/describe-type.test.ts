import { expect, it } from "vitest";
import { describeType } from "../../../shared/webhooks/describe-type.ts";
import { keysOfEveryShape } from "../../support/data/keys-of-every-shape.ts";

const KNOWN = ["credential.create", "credential.update", "credential.delete"];

it.each([
  ["ping", "ping"],
  ["user.created", "user.created"],
  ["customer.moved", "(unknown type)"],
  ["credential.created", "(unknown type); did you mean credential.create?"],
  ["Credential.Delete", "(unknown type); did you mean credential.delete?"],
  ["x".repeat(128), "(unknown type)"],
])("an event of the type %s is reported as %s", (type, expected) => {
  expect(describeType(type, KNOWN)).toBe(expected);
});

it("no type that is a key is repeated", () => {
  const described = keysOfEveryShape().map((key) => describeType(key, KNOWN));
  expect(new Set(described)).toEqual(new Set(["(unknown type)"]));
});
