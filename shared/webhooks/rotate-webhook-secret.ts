import { KeyferryError } from "../kernel/errors.ts";
import type { Clock } from "../kernel/ports.ts";
import type { Secret } from "../kernel/secret.ts";
import { newWebhookSecret } from "./add-webhook-source.ts";
import type { WebhookSourceStore } from "./ports.ts";
import { refuseSecretInUse } from "./refuse-secret-in-use.ts";
import { isValid, type WebhookSource } from "./webhook-source.ts";

export interface SecretRotation {
  readonly name: string;
  /** Milliseconds for which the previous secrets still work. */
  readonly overlapMs: number;
  /** The sender's secret, for senders that make their own. Default: keyferry makes one. */
  readonly secret?: Secret | undefined;
}

/** Each secret is tried against each signature of a delivery. */
const MAX_SECRETS = 5;

/**
 * Gives a source a new secret. The previous ones work for the overlap, so that no delivery is refused while
 * the sender changes over.
 * @throws KeyferryError `not_found`, `invalid_request` for a given secret that does not fit the scheme or
 *   that a source has already, `conflict` if too many secrets are valid at once.
 */
export async function rotateWebhookSecret(
  { name, overlapMs, secret: given }: SecretRotation,
  { store, now }: { readonly store: WebhookSourceStore; readonly now: Clock },
): Promise<{ readonly source: WebhookSource; readonly secret: Secret }> {
  const current = await store.find(name);
  if (current === null) throw new KeyferryError("not_found", "there is no such webhook source");
  const time = now();
  const until = new Date(time.getTime() + overlapMs).toISOString();
  const entry = newWebhookSecret(current.scheme, given, time);
  if (given !== undefined) await refuseSecretInUse(current.scheme, given, store);
  const older = current.secrets
    .map((secret) => ({
      ...secret,
      expires_at: secret.expires_at !== null && secret.expires_at < until ? secret.expires_at : until,
    }))
    .filter((secret) => isValid(secret, time));
  if (older.length >= MAX_SECRETS) {
    throw new KeyferryError(
      "conflict",
      "too many secrets of this source are valid: rotate with a shorter overlap",
    );
  }
  const source = { ...current, secrets: [entry, ...older] };
  await store.replace(source);
  return { source, secret: entry.secret };
}
