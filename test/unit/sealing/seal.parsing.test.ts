import fc from "fast-check";
import { CompactEncrypt } from "jose";
import { describe, expect, it } from "vitest";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { Secret } from "../../../shared/kernel/secret.ts";
import { newContentKey, openSealWith, parseSeal, sealWith } from "../../../shared/sealing/seal.ts";
import { intakePublicKey } from "../../support/fakes/local-kms.ts";

const CANARY = "canary-key-in-the-clear";
const contentKey = newContentKey(intakePublicKey.kid, intakePublicKey.key);
const [header = "", wrapped = "", iv = "", ciphertext = "", tag = ""] = sealWith(
  contentKey,
  new Secret(CANARY),
  {
    workspace_id: null,
    provider: "openai",
  },
).split(".");

const HEADER = JSON.parse(Buffer.from(header, "base64url").toString());
const withHeader = (changes: object) => {
  const text = JSON.stringify({ ...HEADER, ...changes });
  return [Buffer.from(text).toString("base64url"), wrapped, iv, ciphertext, tag].join(".");
};

function refusalOf(jwe: string): KeyferryError {
  try {
    openSealWith(contentKey.key, parseSeal(jwe));
  } catch (error) {
    if (error instanceof KeyferryError) return error;
    throw error;
  }
  throw new Error("it opened");
}

it("a seal of the right kind opens", () => {
  expect(() => refusalOf(withHeader({}))).toThrow("it opened");
});

describe("seals of another kind", () => {
  it.each([
    ["alg", { alg: "RSA-OAEP" }],
    ["alg", { alg: "RSA1_5" }],
    ["alg", { alg: "dir" }],
    ["alg", { alg: undefined }],
    ["enc", { enc: "A128GCM" }],
    ["enc", { enc: "A256CBC-HS512" }],
    ["zip", { zip: "DEF" }],
    ["crit", { crit: ["exp"], exp: 1 }],
    ["crit", { crit: null }],
    ["kid", { kid: undefined }],
    ["kid", { kid: 7 }],
    ["workspace_id", { workspace_id: undefined }],
    ["workspace_id", { workspace_id: ["a"] }],
    ["provider", { provider: undefined }],
    ["credential_id", { credential_id: null }],
  ])("a seal is refused for its %s: %j", (field, changes) => {
    expect(refusalOf(withHeader(changes))).toMatchObject({
      kind: "unopenable_seal",
      message: `the sealed key's protected header is not acceptable: ${field}`,
    });
  });

  it("a seal that jose makes with another algorithm is refused", async () => {
    const jwe = await new CompactEncrypt(new TextEncoder().encode(CANARY))
      .setProtectedHeader({ ...HEADER, alg: "RSA-OAEP-512" })
      .encrypt(intakePublicKey.key);
    expect(refusalOf(jwe).message).toMatch(/not acceptable: alg$/);
  });

  it.each([
    ["four parts", [header, wrapped, iv, ciphertext]],
    ["six parts", [header, wrapped, iv, ciphertext, tag, tag]],
    ["no header", ["", wrapped, iv, ciphertext, tag]],
    ["no wrapped key", [header, "", iv, ciphertext, tag]],
    ["no initialisation vector", [header, wrapped, "", ciphertext, tag]],
    ["no tag", [header, wrapped, iv, ciphertext, ""]],
    ["a header that is not JSON", ["e30x", wrapped, iv, ciphertext, tag]],
    ["a header that is a list", ["W10", wrapped, iv, ciphertext, tag]],
    ["a longer initialisation vector", [header, wrapped, `${iv}AAAA`, ciphertext, tag]],
    ["a shorter tag", [header, wrapped, iv, ciphertext, tag.slice(0, 16)]],
    ["padded base64", [header, `${wrapped}=`, iv, ciphertext, tag]],
  ])("a seal with %s is refused", (_, parts) => {
    expect(refusalOf(parts.join(".")).kind).toBe("unopenable_seal");
  });

  it("a tag cut short, which would be easier to forge, is refused before any of it is compared", () => {
    for (const length of [6, 11, 16, 20]) {
      const jwe = [header, wrapped, iv, ciphertext, tag.slice(0, length)].join(".");
      expect(() => parseSeal(jwe)).toThrow(expect.objectContaining({ kind: "unopenable_seal" }));
    }
  });

  it("a seal of text that is not UTF-8 is refused, because it would be stored as another key", async () => {
    const jwe = await new CompactEncrypt(Uint8Array.of(0x73, 0x6b, 0xff, 0xfe))
      .setProtectedHeader(HEADER)
      .setContentEncryptionKey(contentKey.key.export())
      .encrypt(intakePublicKey.key);
    expect(refusalOf(jwe).kind).toBe("unopenable_seal");
  });

  it("any text at all is refused without an error of another kind", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => refusalOf(text).kind === "unopenable_seal"),
    );
  });
});

describe("refusals", () => {
  it("a refusal repeats nothing of the key, even where the whole header or the seal is the key itself", () => {
    const refusals = [
      refusalOf(CANARY),
      refusalOf(`${CANARY}.${CANARY}.${CANARY}.${CANARY}.${CANARY}`),
      refusalOf(withHeader({ alg: CANARY, enc: CANARY, provider: [CANARY] })),
      refusalOf([Buffer.from(CANARY).toString("base64url"), wrapped, iv, ciphertext, tag].join(".")),
      refusalOf(
        [header, wrapped, iv, ciphertext, Buffer.from(CANARY.slice(0, 16)).toString("base64url")].join("."),
      ),
    ];
    for (const { message, stack, cause } of refusals) {
      expect(`${message} ${stack} ${cause}`).not.toContain(CANARY.slice(0, 16));
    }
  });
});
