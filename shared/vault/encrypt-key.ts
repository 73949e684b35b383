import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import type { EncryptedKey, KeyBinding } from "../credentials/credential.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { reveal, Secret } from "../kernel/secret.ts";
import { toWorkspaceName } from "../kernel/workspace.ts";

/** AES-256-GCM, random 96-bit IV, 128-bit tag, the binding as additional authenticated data. */
export const ENCRYPTION_SCHEME = 1;

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A data key in plain form and in its form encrypted under the vault's KMS key. */
export interface DataKey {
  readonly key: KeyObject;
  readonly wrapped: Uint8Array;
}

/** The KMS encryption context: a data key unwraps only for the workspace that it was made for. */
export const vaultContext = (workspaceId: string | null): Record<string, string> => ({
  app: "keyferry",
  workspace_id: toWorkspaceName(workspaceId),
});

/** Encrypts a raw key for one row and one key version. Moved to another, it does not decrypt. */
export function encryptKey(dataKey: DataKey, secret: Secret, binding: KeyBinding): EncryptedKey {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", dataKey.key, iv).setAAD(authenticatedData(binding));
  const body = Buffer.concat([cipher.update(reveal(secret), "utf8"), cipher.final()]);
  return {
    scheme: ENCRYPTION_SCHEME,
    ciphertext: Buffer.concat([iv, body, cipher.getAuthTag()]),
    wrapped_key: dataKey.wrapped,
  };
}

/**
 * Decrypts a raw key.
 * @throws KeyferryError `conflict` when the record was moved or altered, or when the data key belongs to
 *   another record.
 */
export function decryptKey(dataKey: KeyObject, encrypted: EncryptedKey, binding: KeyBinding): Secret {
  if (encrypted.scheme !== ENCRYPTION_SCHEME) {
    throw new KeyferryError(
      "conflict",
      "the credential is encrypted under a scheme that this version cannot read",
    );
  }
  const bytes = Buffer.from(encrypted.ciphertext);
  try {
    const decipher = createDecipheriv("aes-256-gcm", dataKey, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(authenticatedData(binding))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    const body = bytes.subarray(IV_BYTES, -TAG_BYTES);
    return new Secret(Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8"));
  } catch (cause) {
    throw new KeyferryError("conflict", "the credential does not open: its record was moved or altered", {
      cause,
    });
  }
}

/** A JSON array frames the parts, so that no two bindings have the same bytes. */
const authenticatedData = (binding: KeyBinding): Buffer =>
  Buffer.from(
    JSON.stringify([
      "keyferry",
      ENCRYPTION_SCHEME,
      binding.id,
      binding.workspace_id,
      binding.provider,
      binding.key_version,
    ]),
  );
