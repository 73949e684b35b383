import { createHmac } from "node:crypto";
import { invalidField } from "../kernel/errors.ts";
import { reveal, type Secret } from "../kernel/secret.ts";
import type { WebhookSourceStore } from "./ports.ts";
import type { SignatureScheme } from "./webhook-source.ts";

/**
 * No scheme signs the name of the source. So of two sources with one secret, each accepts the other's deliveries, for its
 * own workspaces.
 * @throws KeyferryError `invalid_request` for a secret that a source has, or had until its last rotation.
 */
export async function refuseSecretInUse(
  scheme: SignatureScheme,
  secret: Secret,
  store: Pick<WebhookSourceStore, "list">,
): Promise<void> {
  const mark = markOf(scheme, secret);
  const sources = await store.list();
  if (
    sources.some((source) => source.secrets.some((entry) => markOf(source.scheme, entry.secret) === mark))
  ) {
    throw invalidField("secret", "is a secret of a source already, which would accept the same deliveries");
  }
}

/** Equal for keys that sign alike: HMAC takes a key with zero bytes behind it for the same key. */
function markOf(scheme: SignatureScheme, secret: Secret): string {
  const text = reveal(secret);
  const key = scheme === "standard" ? Buffer.from(text.slice("whsec_".length), "base64") : Buffer.from(text);
  return createHmac("sha256", key).digest("base64");
}
