import type { FieldTimes } from "./field-times.ts";
import type { Settings } from "./settings.ts";

/**
 * The record of one provider API key, without the key: what may be read, shown and logged. Field names are the
 * wire's own on every hop (HTTP, queue, table, event), so that one name finds a field everywhere.
 */
export interface Credential extends Settings {
  readonly id: string;
  readonly provider: string;
  /** null = global: usable by every workspace. */
  readonly workspace_id: string | null;
  /** A masked snippet, e.g. `sk-...AbCd`. */
  readonly label: string;
  /** Ascending try order within a provider: the time of the request that created it, in milliseconds since 1970. */
  readonly sort_order: number;
  /** ISO 8601, UTC, like every time here. */
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
  /** Grows by one with every change; guards concurrent writers. */
  readonly version: number;
  /** Grows by one with every new key; bound into the ciphertext. */
  readonly key_version: number;
  /** Keyed fingerprint of the key: equal keys have equal fingerprints within one deployment, and nowhere else. */
  readonly fingerprint: string;
  /** The webhook source that created it, and that source's own id for it; null for other doors. */
  readonly source: string | null;
  readonly external_id: string | null;
  /** Null for other doors, whose commands come in order. */
  readonly clocks: FieldTimes | null;
}

/** A key under the vault's encryption, as it rests in the table. */
export interface EncryptedKey {
  /** Version of the encryption scheme. */
  readonly scheme: number;
  /** Initialisation vector, ciphertext and tag, in this order. */
  readonly ciphertext: Uint8Array;
  /** The data key, encrypted by the vault's KMS key. */
  readonly wrapped_key: Uint8Array;
}

/** What a ciphertext is bound to: it opens under exactly these values. */
export interface KeyBinding {
  readonly id: string;
  readonly workspace_id: string | null;
  readonly provider: string;
  readonly key_version: number;
}
