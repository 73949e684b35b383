import { expect, it } from "vitest";
import { createCommandId } from "../../../shared/credentials/command.ts";
import { deriveId } from "../../../shared/kernel/derive-id.ts";

it("the id of a create command is a function of the credential alone", () => {
  const id = deriveId("a");
  expect(createCommandId(id)).toBe(createCommandId(id));
  expect(createCommandId(id)).not.toBe(createCommandId(deriveId("b")));
  expect(createCommandId(id)).not.toBe(id);
});
