import { describe, expect, it } from "vitest";
import { uuidSchema } from "../../../shared/kernel/uuid.ts";
import { credentialId } from "../../support/data/fixtures.ts";

describe("ids", () => {
  it("an id is taken in either case and kept in lower case, so that one credential has one spelling", () => {
    expect(uuidSchema.parse(credentialId(1).toUpperCase())).toBe(credentialId(1));
  });

  it.each(["", "global", "c0000000000040008000000000000001", `${credentialId(1)} `, `{${credentialId(1)}}`])(
    "the text %j is no id",
    (text) => {
      expect(uuidSchema.safeParse(text).success).toBe(false);
    },
  );
});
