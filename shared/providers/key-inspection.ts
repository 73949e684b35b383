/** The reason for a warning about an accepted key. */
export type KeyWarningCode =
  | "unusual_shape"
  | "other_provider_shape"
  | "gateway_key"
  | "admin_key"
  | "subscription_token"
  | "short_lived"
  | "masked"
  | "non_ascii"
  | "field_missing"
  | "field_unusual"
  | "unknown_host";

/** The reason for which a key is certainly wrong. */
export type KeyRefusalCode =
  | "too_long"
  | "empty"
  | "placeholder"
  | "reference"
  | "template"
  | "encrypted"
  | "wrapped"
  | "own_token"
  | "not_a_key"
  | "damaged"
  | "not_ascii"
  | "pem_invalid"
  | "field_repeated"
  | "whitespace"
  | "control_characters"
  | "gateway_key"
  | "wrong_provider"
  | "not_json"
  | "field_missing"
  | "field_invalid";

/** A warning about an accepted key. The message holds no part of the key. */
export interface KeyWarning {
  readonly code: KeyWarningCode;
  readonly message: string;
}

/** The reason for refusing a key. The message holds no part of the key. */
export interface KeyRefusal {
  readonly code: KeyRefusalCode;
  readonly message: string;
}

/**
 * The longest key, in bytes of UTF-8, at every door and at the worker: five times the largest known credential.
 * Escaped as JSON, a key of this length still fits a body of 64 KiB.
 */
export const MAX_KEY_BYTES = 32 * 1024;

/** What a key's text reveals without asking its provider. */
export interface KeyInspection {
  /** At most 100 printable ASCII characters, e.g. `sk-...AbCd`; `...` where nothing is safe to show. */
  readonly label: string;
  /** At most one for each member of a multi-part form and each code; empty when refused. */
  readonly warnings: readonly KeyWarning[];
  /** Null when the key is accepted. */
  readonly refusal: KeyRefusal | null;
}
