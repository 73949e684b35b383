import type { KeyUse } from "./key-use.ts";
import type { ManagementKey } from "./management-key.ts";

/** Finds management keys by the SHA-256 hash of their token. */
export interface ManagementKeys {
  find(tokenHash: string): Promise<ManagementKey | null>;
}

/** The store of management keys. Only an operator may change them: no function of keyferry has that right. */
export interface ManagementKeyStore {
  add(tokenHash: string, key: ManagementKey): Promise<void>;
  /** All of them, oldest first. */
  list(): Promise<readonly ManagementKey[]>;
  /** False if there was no key with this id. */
  revoke(id: string): Promise<boolean>;
}

/** The door's port to report which management keys are in use. */
export interface KeyUses {
  report(use: KeyUse): Promise<void>;
}

/** The worker's port to record those uses. */
export interface KeyUseLedger {
  /** Records the use with the management key, unless a later one is recorded or the key was revoked. */
  note(use: KeyUse): Promise<void>;
}
