import type { Credential } from "../../shared/domain/credential.ts";

/** A credential as the BYOK API shows it: every field of the contract, and no more. */
export const toWire = (credential: Credential) => ({
  id: credential.id,
  provider: credential.provider,
  workspace_id: credential.workspace_id,
  label: credential.label,
  name: credential.name,
  disabled: credential.disabled,
  is_fallback: credential.is_fallback,
  is_byok_only: credential.is_byok_only,
  is_required: credential.is_required,
  declared_zdr: credential.declared_zdr,
  allowed_models: credential.allowed_models,
  allowed_user_ids: credential.allowed_user_ids,
  allowed_api_key_hashes: credential.allowed_api_key_hashes,
  sort_order: credential.sort_order,
  created_at: credential.created_at,
});
