import { describe, expect, it } from "vitest";
import { hashToken } from "../../../shared/access/hash-token.ts";

describe("the hash of a token", () => {
  it("the hash of a token is plain SHA-256, the vector of FIPS 180-2", () => {
    expect(hashToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
