import type { Secret } from "../kernel/secret.ts";

/** How a source signs: by the Standard Webhooks specification, or the raw body alone, as many portals do. */
export const SIGNATURE_SCHEMES = ["standard", "hmac-sha256"] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

export interface WebhookSecret {
  /** Names the secret where the secret itself must not be shown. */
  readonly id: string;
  readonly secret: Secret;
  readonly created_at: string;
  /** Set when a newer one took its place: until then both work. */
  readonly expires_at: string | null;
}

/** A system that may send webhooks, and for which workspaces. */
export interface WebhookSource {
  readonly name: string;
  readonly scheme: SignatureScheme;
  /** At least one, each an id or `global`. With several, an event says which it means. */
  readonly workspaces: readonly string[];
  /** Header names of the scheme `hmac-sha256`, in lower case; the specification's own for `standard`. */
  readonly signature_header: string;
  readonly event_id_header: string;
  readonly secrets: readonly WebhookSecret[];
  readonly created_at: string;
}

/** The secrets that work now, the newest first. */
export const validSecrets = ({ secrets }: WebhookSource, now: Date): readonly Secret[] =>
  secrets.filter((entry) => isValid(entry, now)).map(({ secret }) => secret);

export const isValid = ({ expires_at }: WebhookSecret, now: Date): boolean =>
  expires_at === null || Date.parse(expires_at) > now.getTime();

/** Of its two headers, those that the specification names. */
export const STANDARD_HEADERS = {
  signature_header: "webhook-signature",
  event_id_header: "webhook-id",
} as const;
