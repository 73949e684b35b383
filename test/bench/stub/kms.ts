import { constants, createPrivateKey, createPublicKey, privateDecrypt, randomBytes } from "node:crypto";
import type { Operations } from "./operations.ts";
import type { UsageMeter } from "./usage.ts";

export const STUB_INTAKE_KEY = "intake-key";
export const STUB_VAULT_KEY = "vault-key";

/**
 * KMS with a real RSA key and a symmetric key that wraps by adding a prefix. Nothing is secret here; only
 * sizes are real.
 * @param intakeKey private key in PEM
 */
export function kmsStub(meter: UsageMeter, intakeKey: string): Operations {
  const key = createPrivateKey(intakeKey);
  const wrapping = randomBytes(152);
  const wrap = (plaintext: Buffer): string => Buffer.concat([wrapping, plaintext]).toString("base64");
  const isIntake = ({ KeyId }: { KeyId?: unknown }): boolean => KeyId === STUB_INTAKE_KEY;
  const unwrapRsa = (blob: Buffer): Buffer =>
    privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, blob);

  return {
    GetPublicKey: () => {
      meter.add("rsaCalls", 1);
      const spki = createPublicKey(key).export({ format: "der", type: "spki" });
      return { KeyId: STUB_INTAKE_KEY, PublicKey: spki.toString("base64"), KeySpec: "RSA_4096" };
    },
    GenerateDataKey: () => {
      const plaintext = randomBytes(32);
      return {
        KeyId: STUB_VAULT_KEY,
        Plaintext: plaintext.toString("base64"),
        CiphertextBlob: wrap(plaintext),
      };
    },
    Encrypt: ({ Plaintext }) => ({
      KeyId: STUB_VAULT_KEY,
      CiphertextBlob: wrap(Buffer.from(String(Plaintext), "base64")),
    }),
    Decrypt: (input) => {
      if (isIntake(input)) meter.add("rsaCalls", 1);
      const blob = Buffer.from(String(input.CiphertextBlob), "base64");
      const plaintext = isIntake(input) ? unwrapRsa(blob) : blob.subarray(wrapping.length);
      return { KeyId: input.KeyId, Plaintext: plaintext.toString("base64") };
    },
  };
}
