import type { CredentialRecord } from "../../../resolver/credential-record.ts";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";

/** A credential without restrictions, as a resolver reads it. */
export const credentialRecord = (changes: Partial<CredentialRecord> = {}): CredentialRecord => ({
  ...DEFAULT_SETTINGS,
  id: "00000000-0000-4000-8000-000000000001",
  provider: "openai",
  workspace_id: "11111111-1111-4111-8111-111111111111",
  label: "sk-...AbCd",
  sort_order: 1,
  created_at: "2026-01-01T00:00:00.000Z",
  updated_at: "2026-01-01T00:00:00.000Z",
  key_version: 1,
  ...changes,
});
