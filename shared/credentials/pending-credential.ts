import type { Credential } from "./credential.ts";
import type { Clocks } from "./field-times.ts";
import type { SettingsChange } from "./settings.ts";

/**
 * A credential that events speak of before its creation has come: what they change is kept until then. With
 * `deleted_at` it is a tombstone, and the creation must not come any more. To readers there is no such credential.
 */
export interface Awaited {
  readonly id: string;
  /** Nothing has said it yet; tells this from a credential. */
  readonly provider: null;
  readonly workspace_id: string | null;
  readonly source: string;
  readonly external_id: string;
  readonly clocks: Clocks;
  readonly changes: SettingsChange;
  /** The latest key, still sealed: what protects a key at rest needs the provider. */
  readonly sealed_key: string | null;
  readonly updated_at: string;
  readonly deleted_at: string | null;
  readonly version: number;
}

/** What the table may hold under a credential's id. */
export type CredentialRecord = Credential | Awaited;

export const isAwaited = (record: CredentialRecord | null): record is Awaited => record?.provider === null;
