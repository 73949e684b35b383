import type { AuditEvent } from "../../shared/credentials/audit-event.ts";
import type { Credential } from "../../shared/credentials/credential.ts";
import type { CredentialUse } from "../../shared/credentials/credential-use.ts";
import type {
  WireCredential,
  WireEvent,
  WireUsedCredential,
} from "../../shared/credentials/requests/answers.ts";
import type { WireLink } from "../../shared/links/answers.ts";
import { type Link, statusAt } from "../../shared/links/link.ts";

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
  ...(event.link_id !== undefined && { link_id: event.link_id }),
});

/** An intake link as the API shows it: without its token, of which keyferry has only the hash. */
export const linkToWire = (link: Link, now: Date): WireLink => ({
  id: link.id,
  status: statusAt(link, now),
  purpose: link.purpose,
  credential_id: link.credential_id,
  provider: link.provider,
  workspace_id: link.workspace_id,
  workspace_label: link.workspace_label,
  name: link.name,
  allowed_origins: [...link.allowed_origins],
  return_url: link.return_url,
  created_by: link.created_by.id,
  created_at: link.created_at,
  expires_at: link.expires_at,
  redeemed_at: link.redemption?.time ?? null,
  label: link.redemption?.label ?? null,
  refused_keys: link.attempts.length,
});
