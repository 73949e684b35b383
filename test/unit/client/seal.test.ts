import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { compactDecrypt } from "jose";
import { describe, expect, it } from "vitest";
import { createSealer, type IntakeKey, SealError } from "../../../client/seal.ts";
import { ALNUM, random } from "../../support/data/synthetic-keys.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const intakeKey = { ...publicKey.export({ format: "jwk" }), kid: "the-intake-key" } as unknown as IntakeKey;
const WORKSPACE = "233fe709-7edb-4886-befc-abb2410b11c6";

describe("the sealing client", () => {
  it("a stock JOSE library opens what the client sealed, bound to its workspace and provider", async () => {
    const key = `sk-proj-${random(ALNUM, 48)}`;
    const sealed = createSealer(intakeKey)(key, { workspace_id: WORKSPACE, provider: "openai" });
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, privateKey);
    expect(new TextDecoder().decode(plaintext)).toBe(key);
    expect(protectedHeader).toEqual({
      alg: "RSA-OAEP-256",
      enc: "A256GCM",
      kid: "the-intake-key",
      workspace_id: WORKSPACE,
      provider: "openai",
    });
  });

  it("a text that is no key is refused by an error without the text", () => {
    const text = `\${${"OPENAI_KEY"}}`;
    const seal = createSealer(intakeKey);
    expect(() => seal(text, { workspace_id: null, provider: "openai" })).toThrow(SealError);
    expect(() => seal(text, { workspace_id: null, provider: "openai" })).not.toThrow(/OPENAI_KEY/);
  });

  it("an intake key of another kind makes no sealer, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.record({ kty: fc.string(), n: fc.string(), e: fc.string(), kid: fc.string() }),
        (jwk) => {
          expect(() => createSealer(jwk as IntakeKey)).toThrow(SealError);
        },
      ),
    );
  });
});
