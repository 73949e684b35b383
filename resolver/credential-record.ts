/** A credential without its key, as `GET /byok/{id}` shows it. Times are ISO 8601 in UTC. */
export interface CredentialRecord {
  readonly id: string;
  /** The provider's slug. */
  readonly provider: string;
  /** null = global: usable by every workspace. */
  readonly workspace_id: string | null;
  /** A masked snippet, e.g. `sk-...AbCd`. */
  readonly label: string;
  readonly name: string | null;
  /** Whether its owner has switched it off: it opens, and must not be used. */
  readonly disabled: boolean;
  /** Whether it is to be used only after the provider's other credentials have failed. */
  readonly is_fallback: boolean;
  readonly is_byok_only: boolean;
  readonly is_required: boolean;
  /** null = as the endpoint declares. */
  readonly declared_zdr: boolean | null;
  /** null = undeclared. */
  readonly declared_region: "global" | "europe" | "us" | null;
  /** null = every model, user, API key. */
  readonly allowed_models: readonly string[] | null;
  readonly allowed_user_ids: readonly string[] | null;
  readonly allowed_api_key_hashes: readonly string[] | null;
  /** Ascending order of use per provider. */
  readonly sort_order: number;
  readonly created_at: string;
  readonly updated_at: string;
  /** Grows by one with every new key: cache by id and key version. */
  readonly key_version: number;
}
