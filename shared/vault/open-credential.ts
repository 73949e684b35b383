import { createSecretKey } from "node:crypto";
import { KeyferryError, notFound } from "../kernel/errors.ts";
import type { Secret } from "../kernel/secret.ts";
import { decryptKey } from "./encrypt-key.ts";
import type { CredentialVaultReader, VaultOpener } from "./ports.ts";

/**
 * Returns the raw key of one credential, for an identity with `kms:Decrypt` on the vault key and a right to
 * read the table. No function of keyferry has the former; a router that uses the keys has both.
 * @throws KeyferryError `not_found` for an unknown or deleted credential, `conflict` for a record that was
 *   moved to another row, altered, or given another record's data key, `unavailable` when KMS or the table
 *   does not answer.
 */
export async function openCredential(
  id: string,
  { credentials, vault }: { readonly credentials: CredentialVaultReader; readonly vault: VaultOpener },
): Promise<Secret> {
  const stored = await credentials.findStored(id);
  if (stored === null || stored.credential.deleted_at !== null) {
    throw notFound();
  }
  const { credential, encryptedKey } = stored;
  if (encryptedKey === null) {
    throw new KeyferryError("conflict", "the credential's record was altered: it has no ciphertext");
  }
  const dataKey = await vault.unwrap(encryptedKey.wrapped_key, credential.workspace_id);
  return decryptKey(createSecretKey(dataKey), encryptedKey, credential);
}
