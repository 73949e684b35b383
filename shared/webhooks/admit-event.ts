import type { SettingsChange } from "../credentials/settings.ts";
import { invalidField, KeyferryError } from "../kernel/errors.ts";
import { reveal, type Secret } from "../kernel/secret.ts";
import { fromWorkspaceName } from "../kernel/workspace.ts";
import { inspectKey } from "../providers/inspect-key.ts";
import { looksLikeMask } from "../providers/mask.ts";
import { refuseRegion, regionOfKey } from "../providers/region.ts";
import { parseSeal } from "../sealing/seal.ts";
import type { WebhookEvent } from "./webhook-event.ts";
import { needsTimestamp, type WebhookSource } from "./webhook-source.ts";

/**
 * The workspace that an event means: the source's only one, or the one that the event names; null = global.
 * @throws KeyferryError `invalid_request`
 */
export function workspaceOf(
  { data: { workspace_id } }: WebhookEvent,
  { workspaces }: WebhookSource,
): string | null {
  const [only, ...more] = workspaces;
  const name = workspace_id ?? (more.length === 0 ? only : undefined);
  if (name === undefined)
    throw invalidData("workspace_id", "is required: this source has several workspaces");
  if (!workspaces.includes(name)) throw invalidData("workspace_id", "is not a workspace of this source");
  return fromWorkspaceName(name);
}

/** @throws KeyferryError `invalid_request` for an event without a time, where nothing else tells a replay from news. */
export function admitTimestamp(timestamp: string | undefined, source: WebhookSource): void {
  if (timestamp === undefined && needsTimestamp(source)) {
    throw invalidField("timestamp", "is required: this source's signature covers no time");
  }
}

/** @throws KeyferryError `invalid_request` for a raw key that is certainly wrong. */
export function admitRawKey(event: WebhookEvent, key: Secret, provider: string | undefined): void {
  // Without a provider's name nothing is known of its keys, just as for a provider that the deployment added.
  const { refusal } = inspectKey(provider ?? "", key);
  if (refusal !== null) throw invalidData("key", refusal.message);
  if (event.type === "credential.update" && looksLikeMask(reveal(key))) {
    throw invalidData("key", "looks like a masked key; leave the field out to keep the stored key");
  }
}

/**
 * @param key undefined where the event brings none, or brings it sealed: then the worker knows its region.
 * @throws KeyferryError `invalid_request` for a region that such a credential cannot declare.
 */
export function admitRegion(
  { provider, declared_region = null }: { readonly provider?: string | undefined } & SettingsChange,
  key: Secret | undefined,
): void {
  if (provider === undefined) return;
  const problem = refuseRegion(provider, declared_region, key && regionOfKey(provider, key));
  if (problem !== null) throw invalidData("declared_region", problem);
}

/** The values that a sealed key must be bound to. */
interface Claim {
  readonly kid: string;
  readonly workspace_id: string | null;
  readonly provider: string | undefined;
  readonly credential_id: string;
}

/**
 * Checks a sealed key without opening it.
 * @throws KeyferryError `invalid_request` for a seal that the worker would certainly refuse.
 */
export function admitSealedKey(sealedKey: string, claim: Claim): void {
  const { header } = parseSealedKey(sealedKey);
  const problem =
    header.kid !== claim.kid
      ? "was sealed for another intake key"
      : header.workspace_id !== claim.workspace_id
        ? "was sealed for another workspace"
        : claim.provider !== undefined && header.provider !== undefined && header.provider !== claim.provider
          ? "was sealed for another provider"
          : header.credential_id !== undefined && header.credential_id !== claim.credential_id
            ? "was sealed for another credential"
            : null;
  if (problem !== null) throw invalidData("sealed_key", problem);
}

function parseSealedKey(sealedKey: string) {
  try {
    return parseSeal(sealedKey);
  } catch (error) {
    if (!(error instanceof KeyferryError)) throw error;
    throw invalidData("sealed_key", error.message);
  }
}

const invalidData = (name: string, reason: string): KeyferryError => invalidField(`data.${name}`, reason);
