import type { KeyObject } from "node:crypto";
import { KeyferryError } from "../shared/kernel/errors.ts";
import type { Secret } from "../shared/kernel/secret.ts";
import { decryptKey } from "../shared/vault/encrypt-key.ts";
import type { StoredCredential } from "../shared/vault/ports.ts";
import type { CredentialRecord } from "./credential-record.ts";
import type { DataKey } from "./data-key.ts";
import { toRecord } from "./to-record.ts";

/** A credential in memory: its settings, its ciphertext, and the data key, which it shares with others. Its key is in no form here. */
export class HeldCredential {
  static readonly #byRecord = new WeakMap<CredentialRecord, HeldCredential>();

  /** The credential that a record came with. */
  static of(record: CredentialRecord): HeldCredential {
    return HeldCredential.#byRecord.get(record) as HeldCredential;
  }

  readonly record: CredentialRecord;
  /** About how much memory it takes, its data key aside. */
  readonly bytes: number;
  readonly #stored: StoredCredential;
  readonly #dataKey: DataKey | null;
  #opens: boolean | undefined;

  /** @param dataKey null for a record without a ciphertext */
  constructor(stored: StoredCredential, dataKey: DataKey | null) {
    this.record = toRecord(stored.credential);
    this.#stored = stored;
    this.#dataKey = dataKey;
    this.bytes = 1_024 + (stored.encryptedKey?.ciphertext.length ?? 0) + JSON.stringify(this.record).length;
    HeldCredential.#byRecord.set(this.record, this);
  }

  /** Whether it has been opened before: true, false for ever, or undefined if nobody knows yet. */
  get opens(): boolean | undefined {
    return this.#opens;
  }

  /** Grows with every change of the record. */
  get version(): number {
    return this.#stored.credential.version;
  }

  get wrappedKey(): Uint8Array | undefined {
    return this.#stored.encryptedKey?.wrapped_key;
  }

  get dataKey(): DataKey | null {
    return this.#dataKey;
  }

  /**
   * Decrypts the key. Nothing of it is kept.
   * @throws KeyferryError `conflict` where it never opens, `unavailable` where KMS does not answer
   */
  async open(): Promise<Secret> {
    const { encryptedKey } = this.#stored;
    try {
      if (encryptedKey === null || this.#dataKey === null) {
        throw new KeyferryError("conflict", "the credential's record was altered: it has no ciphertext");
      }
      const dataKey: KeyObject = this.#dataKey.known ?? (await this.#dataKey.load());
      const secret = decryptKey(dataKey, encryptedKey, this.record);
      this.#opens = true;
      return secret;
    } catch (error) {
      if (error instanceof KeyferryError && error.kind === "conflict") this.#opens = false;
      throw error;
    }
  }
}
