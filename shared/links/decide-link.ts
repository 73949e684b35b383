import type { AuditEvent, AuditEventType, Rejection } from "../credentials/audit-event.ts";
import type { Actor, Command } from "../credentials/command.ts";
import { type Link, MAX_ATTEMPTS, statusAt } from "./link.ts";
import { type CreateLinkCommand, linkEventId, type RevokeLinkCommand } from "./link-command.ts";
import type { GuardedLink } from "./ports.ts";

/**
 * The state machine of an intake link: absent → open → redeemed, revoked or expired, and never back. It is pure: the same
 * command on the same record gives the same decision, so a conflict is resolved by reading and deciding again.
 */

/** A change of a link, and the event that is written with it. */
export interface LinkDecision<Record extends Link = Link> {
  readonly link: Record;
  readonly event: AuditEvent;
}

/** The least time that a new link has left. Its command may have been on the queue for long. */
const LEAST_LEFT_MS = 60_000;

/**
 * The creation of a link; null where it would expire at once. Whoever settles its expiry thus finds it, or knows that it will
 * never be there. Where there is one with its id, it stays as it is.
 */
export function decideLinkCreation(command: CreateLinkCommand, now: Date): LinkDecision<GuardedLink> | null {
  if (Date.parse(command.expires_at) < now.getTime() + LEAST_LEFT_MS) return null;
  const { link_id, actor, id: _, version: __, type: ___, request_id, requested_at: ____, ...given } = command;
  const time = now.toISOString();
  const link: GuardedLink = {
    ...given,
    id: link_id,
    status: "open",
    created_by: actor,
    created_at: time,
    updated_at: time,
    version: 1,
    redemption: null,
    attempts: [],
  };
  return { link, event: linkEvent(link, "create", { actor, door: "api", request_id, time }) };
}

/** The revocation of a link; null where it changes nothing, because the link is not open, or not the caller's. */
export function decideRevocation(command: RevokeLinkCommand, current: Link, now: Date): LinkDecision | null {
  if (current.workspace_id !== command.workspace_id || statusAt(current, now) !== "open") return null;
  const { actor, request_id } = command;
  const time = now.toISOString();
  const link = after(current, { status: "revoked", updated_at: time });
  return { link, event: linkEvent(link, "revoke", { actor, door: "api", request_id, time }) };
}

/** The expiry of a link whose time has come; null where it changes nothing. */
export function decideExpiry(current: Link, now: Date): LinkDecision | null {
  if (current.status !== "open" || statusAt(current, now) !== "expired") return null;
  const time = now.toISOString();
  const link = after(current, { status: "expired", updated_at: time });
  const actor = { type: "link" as const, id: link.id };
  const request_id = linkEventId(link.id, "expire");
  return { link, event: linkEvent(link, "expire", { actor, door: "web", request_id, time }) };
}

/**
 * Why the key of a command cannot come through its link now; null where it can.
 * @param keyVersion the version of the credential's key; null if there is no credential.
 */
export function refuseLink(
  link: Link | null,
  command: Command,
  keyVersion: number | null,
  now: Date,
): Rejection | null {
  const isRightOne =
    link !== null && link.credential_id === command.credential_id && purposeOf(command) === link.purpose;
  const status = isRightOne ? statusAt(link, now) : "unknown";
  if (status === "redeemed")
    return { code: "link_used", message: "another key came through the link before" };
  if (status !== "open") return { code: "link_closed", message: "the link is unknown, revoked or expired" };
  const isReplaced = link?.key_version != null && keyVersion !== null && keyVersion !== link.key_version;
  return isReplaced
    ? { code: "superseded", message: "the key has been replaced since the link was made" }
    : null;
}

const purposeOf = ({ type }: Command): Link["purpose"] | null =>
  (({ "credential.create": "create", "credential.update": "rotate", "credential.delete": null }) as const)[
    type
  ];

/**
 * The link after a key came through it and was accepted.
 * @param outcome the event of the credential's creation or rotation, which is committed together with this change.
 */
export function redeemed(current: Link, outcome: AuditEvent, label: string): LinkDecision {
  const { id, time, actor, door, request_id, fingerprint } = outcome;
  const link = after(current, { status: "redeemed", updated_at: time, redemption: { id, time, label } });
  return { link, event: { ...linkEvent(link, "redeem", { actor, door, request_id, time }), fingerprint } };
}

/** The link after a key came through it and was refused: it remembers the latest of them. */
export function refused(current: Link, outcome: AuditEvent): LinkDecision {
  const { id, time, rejection } = outcome;
  const attempts = rejection === null ? [] : [{ id, time, rejection }];
  const latest = [...current.attempts, ...attempts].slice(-MAX_ATTEMPTS);
  return { link: after(current, { attempts: latest, updated_at: time }), event: outcome };
}

const after = (current: Link, changes: Partial<Link>): Link => ({
  ...current,
  ...changes,
  version: current.version + 1,
});

const TYPES = {
  create: "link.created",
  redeem: "link.redeemed",
  revoke: "link.revoked",
  expire: "link.expired",
} as const satisfies Record<string, AuditEventType>;

interface Cause extends Pick<AuditEvent, "door" | "request_id" | "time"> {
  readonly actor: Actor;
}

const linkEvent = (link: Link, what: keyof typeof TYPES, cause: Cause): AuditEvent => ({
  ...cause,
  id: linkEventId(link.id, what),
  type: TYPES[what],
  credential_id: link.credential_id,
  workspace_id: link.workspace_id,
  provider: link.provider,
  link_id: link.id,
  changed: [],
  version: null,
  fingerprint: null,
  warnings: [],
  rejection: null,
  source: null,
  external_id: null,
  body_digest: null,
});
