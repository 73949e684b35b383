import { createSecretKey } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { callAws, isAwsError } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { dataKeysOfSession, type KeepDataKeys, keptDataKeys } from "./data-keys.ts";
import { type DataKey, encryptKey, vaultContext } from "./encrypt-key.ts";
import type { Vault, VaultOpener } from "./ports.ts";

/**
 * Encrypts under data keys that KMS makes, one per workspace and session.
 * @param keep lets data keys outlive their session, within bounds. Null: none does.
 */
export function kmsVault(client: KMSClient, keyId: string, keep: KeepDataKeys | null = null): Vault {
  const make = (workspaceId: string | null) => generate(client, keyId, workspaceId);
  const kept = keep && keptDataKeys(make, keep);
  return {
    openSession() {
      const dataKeys = kept ?? dataKeysOfSession(make);
      return {
        async encrypt(secret, binding) {
          return encryptKey(await dataKeys.of(binding.workspace_id), secret, binding);
        },
      };
    },
  };
}

async function generate(client: KMSClient, keyId: string, workspaceId: string | null): Promise<DataKey> {
  const { Plaintext, CiphertextBlob } = await callAws("kms:GenerateDataKey", () =>
    client.send(
      new GenerateDataKeyCommand({
        KeyId: keyId,
        KeySpec: "AES_256",
        EncryptionContext: vaultContext(workspaceId),
      }),
    ),
  );
  if (Plaintext === undefined || CiphertextBlob === undefined) {
    throw new KeyferryError("unavailable", "KMS returned no data key");
  }
  const key = createSecretKey(Plaintext);
  Plaintext.fill(0);
  return { key, wrapped: CiphertextBlob };
}

/** The opener's side, for an identity with `kms:Decrypt` on the vault key. */
export function kmsVaultOpener(client: KMSClient, keyId: string): VaultOpener {
  return {
    async unwrap(wrappedKey, workspaceId) {
      const command = new DecryptCommand({
        KeyId: keyId,
        CiphertextBlob: wrappedKey,
        EncryptionContext: vaultContext(workspaceId),
      });
      const { Plaintext } = await callAws("kms:Decrypt", () =>
        client.send(command).catch((cause: unknown) => {
          // Not where the ciphertext is another key's: then nothing is wrong with the record, if this process was given a wrong key.
          if (!isAwsError(cause, "InvalidCiphertextException")) throw cause;
          throw new KeyferryError("conflict", "the data key is not this workspace's, or was altered", {
            cause,
          });
        }),
      );
      if (Plaintext?.length !== 32) throw new KeyferryError("conflict", "the data key was altered");
      return Plaintext;
    },
  };
}
