import type { Credential, EncryptedKey, KeyBinding } from "../credentials/credential.ts";
import type { DigestKey } from "../kernel/derive-id.ts";
import type { Secret } from "../kernel/secret.ts";

/** The vault as one worker invocation uses it: one data key per workspace, discarded with the session unless it is kept. */
export interface VaultSession {
  encrypt(secret: Secret, binding: KeyBinding): Promise<EncryptedKey>;
}

export interface Vault {
  openSession(): VaultSession;
}

/** The HMAC key behind the fingerprints of this deployment. */
export interface FingerprintKey {
  get(): Promise<DigestKey>;
}

/** A stored credential with its ciphertext: what an opener reads. */
export interface StoredCredential {
  readonly credential: Credential;
  readonly encryptedKey: EncryptedKey | null;
}

export interface CredentialVaultReader {
  findStored(id: string): Promise<StoredCredential | null>;
}

/** The same for many at a time. */
export interface CredentialsVaultReader {
  /**
   * Those that exist, in any order; the ids of those whose version the caller has; and of records that are not to be
   * understood.
   * @param versionOf the version that the caller has of a credential. What it has is not parsed again.
   */
  findAllStored(
    ids: readonly string[],
    versionOf: (id: string) => number | undefined,
  ): Promise<{
    readonly stored: readonly StoredCredential[];
    readonly unchanged: readonly string[];
    readonly unreadable: readonly string[];
  }>;
}

/** Unwraps data keys. It needs `kms:Decrypt` on the vault key, which no function of keyferry has. */
export interface VaultOpener {
  /** @throws KeyferryError `conflict` when the data key belongs to another workspace or was altered. */
  unwrap(wrappedKey: Uint8Array, workspaceId: string | null): Promise<Uint8Array>;
}
