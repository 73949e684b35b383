import type { CredentialRecord } from "../../../resolver/credential-record.ts";

/** A credential without restrictions, as a resolver reads it. */
export const credentialRecord = (changes: Partial<CredentialRecord> = {}): CredentialRecord => ({
  id: "00000000-0000-4000-8000-000000000001",
  provider: "openai",
  workspace_id: "11111111-1111-4111-8111-111111111111",
  label: "sk-...AbCd",
  name: null,
  disabled: false,
  is_fallback: false,
  is_byok_only: false,
  is_required: false,
  declared_zdr: null,
  declared_region: null,
  allowed_models: null,
  allowed_user_ids: null,
  allowed_api_key_hashes: null,
  sort_order: 1,
  created_at: "2026-01-01T00:00:00.000Z",
  updated_at: "2026-01-01T00:00:00.000Z",
  key_version: 1,
  ...changes,
});
