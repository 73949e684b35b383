import type { AuditEvent } from "../credentials/audit-event.ts";
import { createCommandId } from "../credentials/command.ts";
import { type Decision, reject, rejectionEvent } from "../credentials/decide.ts";
import { decideOutOfOrder } from "../credentials/decide-out-of-order.ts";
import { type CredentialRecord, neverCreated } from "../credentials/pending-credential.ts";
import { deliveryReportEvent } from "../webhooks/delivery-report.ts";
import type { OpenedKey } from "./open-key.ts";
import type { CredentialMessage } from "./parse-message.ts";

/**
 * Decides the effect of a message on its credential, given the message's opened key. A creation that is rejected before
 * anything else rests at its own id, so that one key of the table decides for good between it and the credential.
 */
export function decideMessage(
  message: CredentialMessage,
  key: OpenedKey,
  record: CredentialRecord | null,
  now: Date,
): Decision {
  const decision = decideAlone(message, key, record, now);
  const { credential, pending, event } = decision;
  const isNew = record === null && credential === null && pending === undefined;
  return isNew && event.id === createCommandId(event.credential_id)
    ? { ...decision, pending: neverCreated(event) }
    : decision;
}

function decideAlone(
  message: CredentialMessage,
  key: OpenedKey,
  record: CredentialRecord | null,
  now: Date,
): Decision {
  if (message.kind === "report") return eventAlone(deliveryReportEvent(message.report, now));
  if (message.kind === "malformed")
    return eventAlone(rejectionEvent(message.identity, message.rejection, now));
  const { command } = message;
  if (key.kind === "rejected") return reject(command, key.rejection.code, key.rejection.message, now);
  if (key.kind === "none") return decideOutOfOrder(command, record, undefined, now);
  const own = record?.workspace_id === command.workspace_id;
  if (own && command.type === "credential.update" && record?.provider && record.provider !== key.provider) {
    return reject(command, "seal_mismatch", "the key was sealed for another provider", now);
  }
  return decideOutOfOrder(command, record, key.traits, now);
}

const eventAlone = (event: AuditEvent): Decision => ({
  credential: null,
  expectedVersion: null,
  key: "keep",
  event,
});
