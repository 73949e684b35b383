import type { KeyUse } from "./key-use.ts";
import type { ManagementKey } from "./management-key.ts";

/** Bearer tokens, by their SHA-256 hash. */
export interface ManagementKeys {
  find(tokenHash: string): Promise<ManagementKey | null>;
}

/** Where management keys are kept: to change them is an operator's right, which no function of keyferry has. */
export interface ManagementKeyStore {
  add(tokenHash: string, key: ManagementKey): Promise<void>;
  /** All of them, oldest first. */
  list(): Promise<readonly ManagementKey[]>;
  /** Whether there was one with this id. */
  revoke(id: string): Promise<boolean>;
}

/** The door's way to tell which management keys are in use. */
export interface KeyUses {
  report(use: KeyUse): Promise<void>;
}

/** The worker's side of it. */
export interface KeyUseLedger {
  /** Notes the use with the management key, unless a later one is there already or the key has been revoked. */
  note(use: KeyUse): Promise<void>;
}
