/** The reason for a warning about an accepted key. */
export type KeyWarningCode =
  | "unusual_shape"
  | "other_provider_shape"
  | "gateway_key"
  | "admin_key"
  | "short_lived"
  | "masked"
  | "non_ascii"
  | "field_missing"
  | "field_unusual"
  | "unknown_host";

/** The reason for which a key is certainly wrong. */
export type KeyRefusalCode =
  | "empty"
  | "placeholder"
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

/** What a key's text reveals without asking its provider. */
export interface KeyInspection {
  /** At most 100 printable ASCII characters, e.g. `sk-...AbCd`; `...` where nothing is safe to show. */
  readonly label: string;
  /** At most one for each member of a multi-part form and each code; empty when refused. */
  readonly warnings: readonly KeyWarning[];
  /** Null when the key is accepted. */
  readonly refusal: KeyRefusal | null;
}
