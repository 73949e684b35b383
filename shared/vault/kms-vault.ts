import { createSecretKey } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { callAws, isAwsError } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { type DataKey, encryptKey, vaultContext } from "./encrypt-key.ts";
import type { Vault, VaultOpener } from "./ports.ts";

/** Encrypts under data keys that KMS makes, one per workspace and session. */
export function kmsVault(client: KMSClient, keyId: string): Vault {
  return {
    openSession() {
      const dataKeys = new Map<string | null, Promise<DataKey>>();
      return {
        async encrypt(secret, binding) {
          const dataKey = dataKeys.get(binding.workspace_id) ?? generate(client, keyId, binding.workspace_id);
          dataKeys.set(binding.workspace_id, dataKey);
          return encryptKey(await dataKey, secret, binding);
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
          if (!isAwsError(cause, "InvalidCiphertextException", "IncorrectKeyException")) throw cause;
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
