import { constants, privateDecrypt } from "node:crypto";
import fc from "fast-check";
import { CompactEncrypt, compactDecrypt } from "jose";
import { describe, expect, it } from "vitest";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import {
  newContentKey,
  openSealWith,
  parseSeal,
  type SealBinding,
  sealWith,
} from "../../../shared/sealing/seal.ts";
import { intakePrivateKey, intakePublicKey } from "../../support/fakes/local-kms.ts";

const BINDING: SealBinding = { workspace_id: "w-1", provider: "openai", credential_id: "c-1" };
const CANARY = "canary-key-in-the-clear";

const contentKey = newContentKey(intakePublicKey.kid, intakePublicKey.key);
const seal = (text: string, binding = BINDING) => sealWith(contentKey, new Secret(text), binding);

/** What the worker does, with the RSA step here instead of in KMS. */
function open(jwe: string): string {
  const parsed = parseSeal(jwe);
  const key = privateDecrypt(
    { key: intakePrivateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    Buffer.from(parsed.wrappedKey, "base64url"),
  );
  return reveal(openSealWith(key, parsed));
}

const sealWithJose = (text: string, header: object = {}) =>
  new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", kid: "intake-key", ...BINDING, ...header })
    .encrypt(intakePublicKey.key);

const anyText = fc.string({ unit: "binary", minLength: 1, maxLength: 500 });

describe("seals as JWEs of RFC 7516", () => {
  it("a seal of ours is opened by jose, which finds the binding in the header", async () => {
    const { plaintext, protectedHeader } = await compactDecrypt(seal("sk-ünï-🔑"), intakePrivateKey);
    expect(new TextDecoder().decode(plaintext)).toBe("sk-ünï-🔑");
    expect(protectedHeader).toEqual({ alg: "RSA-OAEP-256", enc: "A256GCM", kid: "intake-key", ...BINDING });
  });

  it("a seal of jose's is opened by our code, any text at all", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        expect(open(await sealWithJose(text))).toBe(text);
      }),
      { numRuns: 25 },
    );
  });

  it("a seal of ours is opened by our code, byte order marks and empty text included", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(openSealWith(contentKey.key, parseSeal(seal(text)))).toSatisfy(
          (s: Secret) => reveal(s) === text,
        );
      }),
    );
    expect(open(seal(""))).toBe("");
    expect(open(seal("\ufeffkey\ufeff"))).toBe("\ufeffkey\ufeff");
  });

  it("a global credential's seal says so, and one for any credential names none", () => {
    const { header } = parseSeal(seal("key", { workspace_id: null, provider: "groq" }));
    expect(header).toMatchObject({ workspace_id: null, provider: "groq" });
    expect(header.credential_id).toBeUndefined();
  });
});

describe("what a seal hides", () => {
  it("a seal shows no part of the key, in the clear or in base64url", () => {
    const jwe = seal(CANARY);
    const decoded = jwe.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"));
    expect([jwe, ...decoded].join("\n")).not.toContain(CANARY);
  });

  it("each seal has a fresh initialisation vector, and no ciphertext occurs twice", () => {
    const seals = Array.from({ length: 500 }, () => seal("the same key").split("."));
    for (const part of [2, 3, 4]) expect(new Set(seals.map((parts) => parts[part])).size).toBe(500);
    expect(Buffer.from(seals[0]?.[2] ?? "", "base64url")).toHaveLength(12);
  });
});

describe("altered seals", () => {
  const original = seal(CANARY);
  const parts = original.split(".");
  const withPart = (index: number, text: string) => parts.with(index, text).join(".");

  it.each([
    [0, "header"],
    [1, "wrapped key"],
    [2, "initialisation vector"],
    [3, "ciphertext"],
    [4, "tag"],
  ])("a seal with any one bit altered in part %i, the %s, does not open", (index) => {
    const bytes = Buffer.from(parts[index] ?? "", "base64url");
    const bits =
      index === 1 ? fc.nat(bytes.length * 8 - 1) : fc.constantFrom(...Array(bytes.length * 8).keys());
    fc.assert(
      fc.property(bits, (bit) => {
        const altered = Buffer.from(bytes);
        altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(() => open(withPart(index, altered.toString("base64url")))).toThrow();
      }),
      { numRuns: index === 1 ? 50 : 300 },
    );
  });

  it("a seal with any one character altered does not open, even where a lenient decoder sees the same bytes", () => {
    const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=!. "];
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.constantFrom(...alphabet), (at, character) => {
        fc.pre(original[at] !== character);
        expect(() => open(original.slice(0, at) + character + original.slice(at + 1))).toThrow();
      }),
      { numRuns: 200 },
    );
    for (const [index, part] of parts.entries()) {
      const neighbour = alphabet[alphabet.indexOf(part.slice(-1)) ^ 1] ?? "";
      expect(() => open(withPart(index, part.slice(0, -1) + neighbour))).toThrow();
    }
  });

  it("a seal with a part of another seal under the same content key does not open", () => {
    const other = seal("another key", { ...BINDING, workspace_id: "w-2" }).split(".");
    for (const index of [0, 2, 3, 4]) expect(() => open(withPart(index, other[index] ?? ""))).toThrow();
  });

  it("a seal does not open under the content key of another session, and the error says no more than that", () => {
    const other = newContentKey(intakePublicKey.kid, intakePublicKey.key);
    expect(() => openSealWith(other.key, parseSeal(original))).toThrow(
      expect.objectContaining({ kind: "unopenable_seal", message: "the sealed key does not open" }),
    );
  });
});
