import { deriveId } from "../kernel/derive-id.ts";
import type { Actor, Command } from "./command.ts";

export type AuditEventType =
  | "credential.created"
  | "credential.updated"
  | "credential.rotated"
  | "credential.deleted"
  | "credential.rejected"
  /** The command arrived before the credential's creation, which will apply it. */
  | "credential.deferred"
  | "link.created"
  | "link.redeemed"
  | "link.revoked"
  | "link.expired"
  /** A delivery to a webhook source that was refused or leads to no command. At most one in five minutes. */
  | "delivery.rejected"
  | "delivery.ignored";

/** The reason why a command can never succeed. Codes are stable: producers branch on them. */
export type RejectionCode =
  | "malformed_command"
  | "unopenable_seal"
  | "seal_mismatch"
  | "refused_key"
  | "credential_exists"
  /** Another live credential of the workspace has the key of a bulk row that was to be new. */
  | "duplicate_key"
  | "credential_not_found"
  | "credential_deleted"
  | "superseded"
  | "contradictory_settings"
  /** Another key came through the intake link before. */
  | "link_used"
  /** There is no such intake link, or it has been revoked or has expired. */
  | "link_closed"
  | DeliveryProblem;

/** The reason why a delivery to a webhook source led to no command. */
export type DeliveryProblem =
  | "bad_signature"
  | "bad_timestamp"
  | "bad_header"
  | "too_large"
  | "invalid_event"
  | "unknown_event_type";

export interface Rejection {
  readonly code: RejectionCode;
  /** Safe to show: names fields, never values. */
  readonly message: string;
}

/** The one durable outcome of a command, under its id. It holds no raw key, plain hash or ciphertext. */
export interface AuditEvent {
  readonly id: string;
  readonly type: AuditEventType;
  /** A delivery belongs to no credential: its id here stands for its source. */
  readonly credential_id: string;
  readonly workspace_id: string | null;
  readonly provider: string | null;
  readonly time: string;
  readonly actor: Actor;
  readonly door: Command["door"];
  readonly request_id: string;
  /** The names of the fields that the command changed. `key` stands for the key itself. */
  readonly changed: readonly string[];
  /** The credential's version after the command; null if it was rejected. */
  readonly version: number | null;
  readonly fingerprint: string | null;
  /** The codes of the warnings about the key's shape. */
  readonly warnings: readonly string[];
  readonly rejection: Rejection | null;
  /** The webhook source of the credential or the delivery, and that source's own id for the credential. */
  readonly source: string | null;
  readonly external_id: string | null;
  /** Of an intake link's own events: the link. */
  readonly link_id?: string;
  /** The keyed digest of the request's body, which shows a reused Idempotency-Key. It is not published. */
  readonly body_digest: string | null;
}

/** Names one audit event in the table. */
export interface EventReference {
  readonly credential_id: string;
  readonly id: string;
}

/**
 * The place of the event that rejects a deletion of what its caller may not manage, or of what does not exist. The event
 * is not one of that credential's: whoever may read the credential's events must not learn of a stranger's attempt, and
 * nobody can fill the events of a credential that is not theirs.
 */
export const unseenReference = ({ credential_id, id }: EventReference): EventReference => ({
  credential_id: deriveId("unseen", credential_id, id),
  id,
});

/** A CloudEvents 1.0 envelope (https://github.com/cloudevents/spec, JSON format). */
export interface CloudEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: AuditEventType;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: Omit<AuditEvent, "id" | "type" | "time" | "body_digest">;
}

export const CLOUD_EVENT_SOURCE = "keyferry";

export function toCloudEvent(event: AuditEvent): CloudEvent {
  const { id, type, time, body_digest: _, ...data } = event;
  return {
    specversion: "1.0",
    id,
    source: CLOUD_EVENT_SOURCE,
    type,
    subject: subjectOf(event),
    time,
    datacontenttype: "application/json",
    data,
  };
}

function subjectOf({ type, source, link_id, credential_id }: AuditEvent): string {
  if (type.startsWith("delivery.")) return `webhooks/${source}`;
  return link_id === undefined ? credential_id : `links/${link_id}`;
}
