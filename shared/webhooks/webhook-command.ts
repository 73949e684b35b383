import { COMMAND_VERSION, type Command } from "../credentials/command.ts";
import { settingsOf } from "../credentials/credential-request.ts";
import { type SettingsChange, settingsShape } from "../credentials/settings.ts";
import type { Clock } from "../kernel/ports.ts";
import { Secret } from "../kernel/secret.ts";
import type { IntakeKey } from "../sealing/ports.ts";
import type { Seal } from "../sealing/seal-session.ts";
import { admitRawKey, admitRegion, admitSealedKey, admitTimestamp, workspaceOf } from "./admit-event.ts";
import type { WebhookEvent } from "./webhook-event.ts";
import { webhookCommandId, webhookCredentialId } from "./webhook-ids.ts";
import type { WebhookSource } from "./webhook-source.ts";

export interface SealingDependencies {
  readonly intakeKey: IntakeKey;
  readonly seal: () => Promise<Seal>;
  readonly now: Clock;
}

/** The origin of an event. */
interface EventOrigin {
  readonly source: WebhookSource;
  /** The sender's name for the event. */
  readonly eventId: string;
  /** The time in the event's body. */
  readonly timestamp: string | undefined;
  /** The time that counts, by the sender's clock, in ISO 8601. */
  readonly occurred_at: string;
  readonly requestId: string;
}

/**
 * Makes the command that follows from an event, and seals its key.
 * @throws KeyferryError `invalid_request` for a workspace that is not the source's, for a time that is missing and
 *   for a key that is certainly wrong.
 */
export async function webhookCommand(
  event: WebhookEvent,
  { source, eventId, timestamp, occurred_at, requestId }: EventOrigin,
  dependencies: SealingDependencies,
): Promise<Command> {
  const { external_id } = event.data;
  const workspace_id = workspaceOf(event, source);
  admitTimestamp(timestamp, source);
  const credential_id = webhookCredentialId(source, workspace_id, external_id);
  const envelope = {
    version: COMMAND_VERSION as typeof COMMAND_VERSION,
    id: webhookCommandId(source, { event, eventId, timestamp }),
    credential_id,
    workspace_id,
    actor: { type: "webhook" as const, id: source.name },
    door: "webhook" as const,
    request_id: requestId,
    requested_at: dependencies.now().toISOString(),
    external: { source: source.name, external_id, occurred_at },
  };
  if (event.type === "credential.delete") return { ...envelope, type: event.type };
  const sealed_key = await sealedKeyOf(event, { workspace_id, credential_id }, dependencies);
  const settings = settingsIn(event.data);
  if (event.type === "credential.update") {
    return { ...envelope, type: event.type, changes: settings, ...(sealed_key && { sealed_key }) };
  }
  return {
    ...envelope,
    type: event.type,
    provider: event.data.provider,
    settings: settingsOf(settings),
    sealed_key: sealed_key ?? "",
  };
}

async function sealedKeyOf(
  event: Exclude<WebhookEvent, { type: "credential.delete" }>,
  place: { readonly workspace_id: string | null; readonly credential_id: string },
  { intakeKey, seal }: SealingDependencies,
): Promise<string | undefined> {
  const { key, sealed_key, provider } = event.data;
  const secret = key === undefined ? undefined : new Secret(key);
  admitRegion(event.data, secret);
  if (sealed_key !== undefined) {
    const { kid } = await intakeKey.publicKey();
    admitSealedKey(sealed_key, { ...place, kid, provider });
    return sealed_key;
  }
  if (secret === undefined) return undefined;
  admitRawKey(event, secret, provider);
  return (await seal())(secret, { ...place, ...(provider !== undefined && { provider }) });
}

const settingsIn = (data: SettingsChange): SettingsChange =>
  Object.fromEntries(Object.entries(data).filter(([name]) => Object.hasOwn(settingsShape, name)));
