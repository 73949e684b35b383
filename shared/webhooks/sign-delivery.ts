import type { Secret } from "../kernel/secret.ts";
import { signBody } from "./body-signature.ts";
import { signStandard } from "./standard-signature.ts";
import { STANDARD_HEADERS, type WebhookSource } from "./webhook-source.ts";

/** Signs a delivery with this source's secret and returns its headers, as the sender would send them. */
export function signDelivery(
  body: string,
  eventId: string,
  {
    scheme,
    signature_header,
    event_id_header,
  }: Pick<WebhookSource, "scheme" | keyof typeof STANDARD_HEADERS>,
  secret: Secret,
  now: Date,
): Readonly<Record<string, string>> {
  if (scheme === "hmac-sha256") {
    return { [event_id_header]: eventId, [signature_header]: signBody(secret, Buffer.from(body)) };
  }
  const seconds = Math.floor(now.getTime() / 1000);
  return {
    [STANDARD_HEADERS.event_id_header]: eventId,
    "webhook-timestamp": String(seconds),
    [STANDARD_HEADERS.signature_header]: signStandard(secret, eventId, seconds, body),
  };
}
