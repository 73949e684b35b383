import type { Region } from "../kernel/region.ts";
import type { FieldTimes } from "./field-times.ts";
import type { Settings } from "./settings.ts";

/**
 * The record of one provider API key without the key itself: everything that may be read, shown and logged.
 * Fields keep their wire names on every hop (HTTP, queue, table, event), so that one name finds a field
 * everywhere.
 */
export interface Credential extends Settings {
  readonly id: string;
  readonly provider: string;
  /** null = global: usable by every workspace. */
  readonly workspace_id: string | null;
  /** A masked snippet, e.g. `sk-...AbCd`. */
  readonly label: string;
  /** Ascending order of use per provider: the time of the creating request, in milliseconds since 1970. */
  readonly sort_order: number;
  /** ISO 8601 in UTC, like every time here. */
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
  /** Grows by one with every change, and guards against concurrent writers. */
  readonly version: number;
  /** Grows by one with every new key, and is bound into the ciphertext. */
  readonly key_version: number;
  /** The keyed fingerprint of the key: equal keys have equal ones within one deployment, and nowhere else. */
  readonly fingerprint: string;
  /** The region that the key itself names, which the declared one must match; null for most keys. */
  readonly key_region: Region | null;
  /** The webhook source that created it, and that source's own id for it; null for other doors. */
  readonly source: string | null;
  readonly external_id: string | null;
  /** Null for a credential that was last written by a version that kept none for its door. */
  readonly clocks: FieldTimes | null;
}

/** A key under the vault's encryption, as the table stores it. */
export interface EncryptedKey {
  /** The version of the encryption scheme. */
  readonly scheme: number;
  /** The initialisation vector, the ciphertext and the tag, in this order. */
  readonly ciphertext: Uint8Array;
  /** The data key, encrypted by the vault's KMS key. */
  readonly wrapped_key: Uint8Array;
}

/** The values that a ciphertext is bound to: it decrypts only under exactly these. */
export interface KeyBinding {
  readonly id: string;
  readonly workspace_id: string | null;
  readonly provider: string;
  readonly key_version: number;
}
