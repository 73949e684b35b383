import type { AuditEvent } from "../../shared/credentials/audit-event.ts";
import type { Credential } from "../../shared/credentials/credential.ts";
import type { CredentialUse } from "../../shared/credentials/credential-use.ts";
import type {
  WireCredential,
  WireEvent,
  WireUsedCredential,
} from "../../shared/credentials/requests/answers.ts";

/** A credential as the BYOK API shows it: exactly the fields of the contract. */
export const toWire = (credential: Credential): WireCredential => ({
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
  declared_region: credential.declared_region,
  allowed_models: credential.allowed_models,
  allowed_user_ids: credential.allowed_user_ids,
  allowed_api_key_hashes: credential.allowed_api_key_hashes,
  sort_order: credential.sort_order,
  created_at: credential.created_at,
});

/** A credential with its use, as the API shows it to whoever reads it. */
export const toUsedWire = (credential: Credential, use: CredentialUse | undefined): WireUsedCredential => ({
  ...toWire(credential),
  last_used_at: use?.last_used_at ?? null,
  last_hour: use ? { hour: use.hour, key_version: use.key_version, outcomes: use.outcomes } : null,
});

/** An audit event as the API shows it to callers who may manage the credential. */
export const eventToWire = (event: AuditEvent): WireEvent => ({
  id: event.id,
  // The events of deliveries belong to no credential, so they never appear here.
  type: event.type as WireEvent["type"],
  time: event.time,
  actor: event.actor,
  door: event.door,
  request_id: event.request_id,
  changed: [...event.changed],
  version: event.version,
  fingerprint: event.fingerprint,
  warnings: [...event.warnings],
  rejection: event.rejection,
});
