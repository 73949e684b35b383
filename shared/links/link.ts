import type { AuditEvent, Rejection } from "../credentials/audit-event.ts";
import type { InitialSettings } from "../credentials/settings.ts";

/** Open until one of the other three, which are final. */
export type LinkStatus = "open" | "redeemed" | "revoked" | "expired";

/** A key that came through a link and was not accepted. The link stays open for another. */
export interface LinkAttempt {
  /** The id of the command that brought the key. */
  readonly id: string;
  readonly time: string;
  readonly rejection: Rejection;
}

/** What made a link redeemed. */
export interface LinkRedemption {
  /** The id of the command that brought the key. */
  readonly id: string;
  readonly time: string;
  /** A masked snippet of the key, e.g. `sk-...AbCd`. */
  readonly label: string;
}

/**
 * The record of an intake link: who holds its token may bring one key, for one credential, until it expires. The token
 * is not in it, nor is its hash.
 */
export interface Link {
  readonly id: string;
  readonly purpose: "create" | "rotate";
  /** The credential that a redemption creates, which derives from the link's id, or the one that it rotates. */
  readonly credential_id: string;
  readonly provider: string;
  /** null = global. */
  readonly workspace_id: string | null;
  /** What the page calls the workspace; null if it is not to name it. */
  readonly workspace_label: string | null;
  /** The name of the credential, as of the link's creation. */
  readonly name: string | null;
  /** The settings of the credential to be; null for a rotation, which changes none. */
  readonly settings: InitialSettings | null;
  /** The version of the key that a rotation replaces: no other one. Null for a creation. */
  readonly key_version: number | null;
  /** The origins of pages that may embed the link's page. */
  readonly allowed_origins: readonly string[];
  /** Where the page offers to return to; null if nowhere. */
  readonly return_url: string | null;
  readonly status: LinkStatus;
  /** The management key that made it. */
  readonly created_by: AuditEvent["actor"];
  readonly created_at: string;
  readonly expires_at: string;
  readonly updated_at: string;
  /** Grows by one with every change, and guards against concurrent writers. */
  readonly version: number;
  readonly redemption: LinkRedemption | null;
  /** The latest keys that were not accepted, oldest first, {@link MAX_ATTEMPTS} at most. */
  readonly attempts: readonly LinkAttempt[];
  /** The keyed digest of the request that made it, which shows a reused Idempotency-Key. */
  readonly body_digest: string | null;
}

/** How many keys a link takes within {@link ATTEMPTS_WITHIN_MS} until one is accepted. */
export const MAX_ATTEMPTS = 10;
export const ATTEMPTS_WITHIN_MS = 3_600_000;

/** The status at a time: a link is expired from its time on, whether or not anybody has noted it. */
export const statusAt = ({ status, expires_at }: Link, now: Date): LinkStatus =>
  status === "open" && Date.parse(expires_at) <= now.getTime() ? "expired" : status;

/** Milliseconds until the link takes another key; 0 for now. */
export function pauseOf({ attempts }: Link, now: Date): number {
  const recent = attempts.map(({ time }) => Date.parse(time) + ATTEMPTS_WITHIN_MS - now.getTime());
  const counted = recent.filter((left) => left > 0);
  return counted.length < MAX_ATTEMPTS ? 0 : Math.min(...counted);
}
