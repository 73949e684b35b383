import { createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EncryptedKey, KeyBinding } from "../../../shared/credentials/credential.ts";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { decryptKey, encryptKey, vaultContext } from "../../../shared/vault/encrypt-key.ts";
import { credentialId, OTHER_WORKSPACE, WORKSPACE } from "../../support/data/fixtures.ts";

const dataKey = { key: createSecretKey(randomBytes(32)), wrapped: randomBytes(184) };
const BINDING: KeyBinding = {
  id: credentialId(1),
  workspace_id: WORKSPACE,
  provider: "anthropic",
  key_version: 1,
};
const CANARY = "canary-key-in-the-clear";

const encrypt = (text: string, binding = BINDING) => encryptKey(dataKey, new Secret(text), binding);
const decrypt = (encrypted: EncryptedKey, binding = BINDING) =>
  reveal(decryptKey(dataKey.key, encrypted, binding));
const CONFLICT = expect.objectContaining({ name: "KeyferryError", kind: "conflict" });

describe("encrypted keys", () => {
  it("an encrypted key opens to exactly the text that went in, any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
        expect(decrypt(encrypt(text))).toBe(text);
      }),
    );
    for (const text of ["", "\ufeff\u0000🔑", "x".repeat(70_000)]) expect(decrypt(encrypt(text))).toBe(text);
  });

  it("an encrypted key carries its wrapped data key and its scheme, and hides the rest", () => {
    const encrypted = encrypt(CANARY);
    expect(encrypted).toMatchObject({ scheme: 1, wrapped_key: dataKey.wrapped });
    expect(encrypted.ciphertext).toHaveLength(12 + CANARY.length + 16);
    expect(Buffer.from(encrypted.ciphertext).includes(CANARY)).toBe(false);
  });

  it("the same key is encrypted to another text each time, under an initialisation vector of its own", () => {
    const vectors = Array.from({ length: 500 }, () =>
      Buffer.from(encrypt("the same key").ciphertext).toString("hex", 0, 12),
    );
    expect(new Set(vectors).size).toBe(500);
  });
});

describe("encrypted keys that do not open", () => {
  const encrypted = encrypt(CANARY);
  const withCiphertext = (ciphertext: Uint8Array) => ({ ...encrypted, ciphertext });

  it.each([
    ["in another row", { id: credentialId(2) }],
    ["in another workspace", { workspace_id: OTHER_WORKSPACE }],
    ["as a global credential", { workspace_id: null }],
    ["under another provider", { provider: "anthropic/2" }],
    ["as an earlier or later version of the key", { key_version: 2 }],
  ])("an encrypted key does not open %s", (_, change) => {
    expect(() => decrypt(encrypted, { ...BINDING, ...change })).toThrow(CONFLICT);
  });

  it("an encrypted key does not open where two bindings would read the same if they were merely joined", () => {
    const one = encrypt("key", { ...BINDING, id: 'a","b', provider: "c" });
    expect(() => decrypt(one, { ...BINDING, id: "a", provider: 'b","c' })).toThrow(CONFLICT);
    const global = encrypt("key", { ...BINDING, workspace_id: null });
    expect(() => decrypt(global, { ...BINDING, workspace_id: "null" })).toThrow(CONFLICT);
  });

  it("an encrypted key does not open with any one bit altered: initialisation vector, ciphertext or tag", () => {
    for (let bit = 0; bit < encrypted.ciphertext.length * 8; bit += 1) {
      const altered = Buffer.from(encrypted.ciphertext);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => decrypt(withCiphertext(altered))).toThrow(CONFLICT);
    }
  });

  it("an encrypted key does not open truncated anywhere, from either end, or lengthened", () => {
    const { ciphertext } = encrypted;
    for (let length = 0; length < ciphertext.length; length += 1) {
      expect(() => decrypt(withCiphertext(ciphertext.subarray(0, length)))).toThrow(CONFLICT);
      expect(() => decrypt(withCiphertext(ciphertext.subarray(ciphertext.length - length)))).toThrow(
        CONFLICT,
      );
    }
    expect(() => decrypt(withCiphertext(Buffer.concat([ciphertext, Buffer.of(0)])))).toThrow(CONFLICT);
  });

  it("an encrypted key does not open under another data key", () => {
    expect(() => decryptKey(createSecretKey(randomBytes(32)), encrypted, BINDING)).toThrow(CONFLICT);
  });

  it("an encrypted key does not open under a scheme that this version does not know", () => {
    expect(() => decrypt({ ...encrypted, scheme: 2 })).toThrow(CONFLICT);
  });
});

describe("the encryption context", () => {
  it("the context under which KMS wraps a data key tells workspaces apart, and global credentials from all of them", () => {
    expect(vaultContext(WORKSPACE)).toEqual({ app: "keyferry", workspace_id: WORKSPACE });
    expect(vaultContext(null)).toEqual({ app: "keyferry", workspace_id: "global" });
  });
});
