import type { ManagementKey } from "../../../shared/access/management-key.ts";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import type { CreateCommand } from "../../../shared/credentials/command.ts";
import type { Credential } from "../../../shared/credentials/credential.ts";
import type { UseRow } from "../../../shared/credentials/credential-use.ts";
import type { PendingCredential } from "../../../shared/credentials/pending-credential.ts";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import { hourOf } from "../../../shared/kernel/time.ts";
import type { CreateLinkCommand, RevokeLinkCommand } from "../../../shared/links/link-command.ts";
import { linkEventId } from "../../../shared/links/link-command.ts";
import type { GuardedLink } from "../../../shared/links/ports.ts";
import { START } from "../fakes/manual-clock.ts";
import { random, URL_SAFE } from "./synthetic-keys.ts";

export const WORKSPACE = "a0000000-0000-4000-8000-000000000001";
export const OTHER_WORKSPACE = "a0000000-0000-4000-8000-000000000002";

/** The nth id of a kind, in a form that shows which it is. */
export const credentialId = (n: number): string => `c0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
export const commandId = (n: number): string => `d0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** The nth key of the usual OpenAI shape, which no provider issued. */
export const rawKey = (n = 1): string =>
  `sk-proj-${random(URL_SAFE, 74, n + 10)}T3BlbkFJ${random(URL_SAFE, 74, n + 20)}`;

export const ACTOR = { type: "management_key", id: "b0000000-0000-4000-8000-000000000001" } as const;

export const managementKey = (overrides: Partial<ManagementKey> = {}): ManagementKey => ({
  id: ACTOR.id,
  name: "tests",
  workspaces: [WORKSPACE, OTHER_WORKSPACE],
  default_workspace_id: WORKSPACE,
  created_at: START.toISOString(),
  expires_at: null,
  last_used_at: null,
  ...overrides,
});

/** The members that commands of one caller share. `n` numbers the command and, by default, its credential. */
export const envelope = (n = 1) => ({
  version: 1 as const,
  id: commandId(n),
  credential_id: credentialId(n),
  workspace_id: WORKSPACE,
  actor: ACTOR,
  door: "api" as const,
  request_id: `request-${n}`,
  requested_at: START.toISOString(),
});

/** A valid create command whose seal cannot be opened, for code that does not open it. */
export const createCommand = (n = 1, overrides: Partial<CreateCommand> = {}): CreateCommand => ({
  ...envelope(n),
  type: "credential.create",
  provider: "openai",
  sealed_key: "aa.bb.cc.dd.ee",
  settings: DEFAULT_SETTINGS,
  ...overrides,
});

export const credential = (overrides: Partial<Credential> = {}): Credential => ({
  ...DEFAULT_SETTINGS,
  id: credentialId(1),
  provider: "openai",
  workspace_id: WORKSPACE,
  label: "sk-proj-...AbCd",
  sort_order: START.getTime(),
  created_at: START.toISOString(),
  updated_at: START.toISOString(),
  deleted_at: null,
  version: 1,
  key_version: 1,
  fingerprint: "f".repeat(43),
  key_region: null,
  source: null,
  external_id: null,
  clocks: { created: START.toISOString() },
  ...overrides,
});

export const auditEvent = (n = 1, overrides: Partial<AuditEvent> = {}): AuditEvent => ({
  id: commandId(n),
  type: "credential.created",
  credential_id: credentialId(n),
  workspace_id: WORKSPACE,
  provider: "openai",
  time: START.toISOString(),
  actor: ACTOR,
  door: "api",
  request_id: `request-${n}`,
  changed: ["key"],
  version: 1,
  fingerprint: "f".repeat(43),
  warnings: [],
  rejection: null,
  source: null,
  external_id: null,
  body_digest: null,
  ...overrides,
});

/** What came before the creation of a webhook's credential, all of it at the start. */
export const pendingCredential = (overrides: Partial<PendingCredential> = {}): PendingCredential => ({
  id: credentialId(1),
  provider: null,
  workspace_id: WORKSPACE,
  source: "portal",
  external_id: "customer-1",
  clocks: { key: START.toISOString(), name: START.toISOString() },
  changes: { name: null, disabled: false, allowed_models: ["a"] },
  sealed_key: "aa.bb.cc.dd.ee",
  updated_at: START.toISOString(),
  deleted_at: null,
  version: 2,
  ...overrides,
});

/** The first use of the nth credential that a router reports: one, that went well, at half past an hour. */
export const useRow = (n = 1, overrides: Partial<UseRow> = {}): UseRow => ({
  credential_id: credentialId(n),
  key_version: 1,
  hour: "2026-01-01T00:00:00.000Z",
  last_used_at: "2026-01-01T00:30:00.000Z",
  outcomes: { ok: 1 },
  ...overrides,
});

/** One use of a credential, now, that went well. */
export function useNow(credential_id: string, row: Partial<UseRow> = {}): UseRow {
  const at = new Date();
  return useRow(1, { credential_id, hour: hourOf(at), last_used_at: at.toISOString(), ...row });
}
/** The nth id of a link. */
export const linkId = (n: number): string => `e0000000-0000-8000-8000-${String(n).padStart(12, "0")}`;

/** An open link for a new credential, good for a day. */
export const guardedLink = (overrides: Partial<GuardedLink> = {}): GuardedLink => ({
  id: linkId(1),
  purpose: "create",
  credential_id: credentialId(1),
  provider: "openai",
  workspace_id: WORKSPACE,
  workspace_label: "Acme",
  name: "production",
  settings: { ...DEFAULT_SETTINGS, name: "production" },
  key_version: null,
  allowed_origins: ["https://app.example.com"],
  return_url: "https://app.example.com/done",
  status: "open",
  created_by: ACTOR,
  created_at: START.toISOString(),
  expires_at: new Date(START.getTime() + 86_400_000).toISOString(),
  updated_at: START.toISOString(),
  version: 1,
  redemption: null,
  attempts: [],
  body_digest: null,
  token_hash: "0".repeat(64),
  ...overrides,
});

const linkEnvelope = (id: string) => ({
  version: 1 as const,
  link_id: id,
  workspace_id: WORKSPACE,
  actor: ACTOR,
  request_id: "request-1",
  requested_at: START.toISOString(),
});

/** The command that makes {@link guardedLink}. */
export function createLinkCommand(overrides: Partial<CreateLinkCommand> = {}): CreateLinkCommand {
  const { id, status: _, created_by: __, created_at: ___, updated_at: ____, ...link } = guardedLink();
  const { version: _____, redemption: ______, attempts: _______, ...given } = link;
  const command = { ...given, allowed_origins: [...link.allowed_origins], ...linkEnvelope(id) };
  return {
    ...command,
    type: "link.create",
    id: linkEventId(overrides.link_id ?? id, "create"),
    ...overrides,
  };
}

export const revokeLinkCommand = (overrides: Partial<RevokeLinkCommand> = {}): RevokeLinkCommand => ({
  ...linkEnvelope(linkId(1)),
  type: "link.revoke",
  id: linkEventId(overrides.link_id ?? linkId(1), "revoke"),
  ...overrides,
});
