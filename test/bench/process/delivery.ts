import { randomUUID } from "node:crypto";
import { Secret } from "../../../shared/kernel/secret.ts";
import { signDelivery } from "../../../shared/webhooks/sign-delivery.ts";
import { newStandardSecret } from "../../../shared/webhooks/standard-signature.ts";
import { STANDARD_HEADERS, type WebhookSource } from "../../../shared/webhooks/webhook-source.ts";
import { httpEvent, nextKey, WORKSPACE } from "./events.ts";

const CREATED_AT = "2026-01-01T00:00:00.000Z";
const SECRET = newStandardSecret(Buffer.alloc(32, "benchmarks only"));

/** The path of the sources in the stub of Systems Manager. */
export const SOURCES_PATH = "/keyferry/bench/webhooks";

export const SOURCE: WebhookSource = {
  name: "bench",
  scheme: "standard",
  workspaces: [WORKSPACE],
  ...STANDARD_HEADERS,
  secrets: [{ id: "first", secret: SECRET, created_at: CREATED_AT, expires_at: null }],
  id_key: new Secret("benchmarks only"),
  created_at: CREATED_AT,
};

/** Makes a signed delivery with the next key. */
export function deliveryEvent() {
  const id = randomUUID();
  const data = { external_id: id, provider: "openai", key: nextKey(), name: "Production" };
  const body = { type: "credential.create", timestamp: new Date().toISOString(), data };
  const signed = signDelivery(JSON.stringify(body), id, SOURCE, SECRET, new Date());
  return httpEvent("POST", `/webhooks/${SOURCE.name}`, body, signed);
}
