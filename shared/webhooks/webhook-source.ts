import type { Secret } from "../kernel/secret.ts";

/** The signature scheme: Standard Webhooks, or an HMAC of the raw body alone, as many portals use. */
export const SIGNATURE_SCHEMES = ["standard", "hmac-sha256"] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

export interface WebhookSecret {
  /** Names the secret in places that must not show it. */
  readonly id: string;
  readonly secret: Secret;
  readonly created_at: string;
  /** Set when a newer secret replaces this one: until that time, both work. */
  readonly expires_at: string | null;
}

/** A system that may send webhooks for certain workspaces. */
export interface WebhookSource {
  readonly name: string;
  readonly scheme: SignatureScheme;
  /** At least one, each an id or `global`. If there are several, each event names its workspace. */
  readonly workspaces: readonly string[];
  /** The header names of the scheme `hmac-sha256`, in lower case. For `standard`, they are fixed. */
  readonly signature_header: string;
  readonly event_id_header: string;
  readonly secrets: readonly WebhookSecret[];
  /**
   * The key under which the ids of credentials and commands derive. It stays the same when secrets are rotated. A source
   * from before has none.
   */
  readonly id_key?: Secret | undefined;
  /** Whether the operator accepts events without a time although the scheme signs none: they can be replayed for ever. */
  readonly allow_untimed?: boolean | undefined;
  readonly created_at: string;
}

/** The secrets that work now, newest first. */
export const validSecrets = ({ secrets }: WebhookSource, now: Date): readonly Secret[] =>
  secrets.filter((entry) => isValid(entry, now)).map(({ secret }) => secret);

export const isValid = ({ expires_at }: WebhookSecret, now: Date): boolean =>
  expires_at === null || Date.parse(expires_at) > now.getTime();

/**
 * Whether each event must have a `timestamp`. `standard` signs the time of the attempt. A source from before accepts what
 * it always did.
 */
export const needsTimestamp = ({ scheme, id_key, allow_untimed }: WebhookSource): boolean =>
  scheme === "hmac-sha256" && id_key !== undefined && allow_untimed !== true;

/** The specification names these two headers. */
export const STANDARD_HEADERS = {
  signature_header: "webhook-signature",
  event_id_header: "webhook-id",
} as const;
