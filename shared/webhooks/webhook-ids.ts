import { canonicalJson } from "../kernel/canonical-json.ts";
import { deriveId, deriveKeyedId } from "../kernel/derive-id.ts";
import { reveal } from "../kernel/secret.ts";
import { toWorkspaceName } from "../kernel/workspace.ts";
import type { WebhookEvent } from "./webhook-event.ts";
import type { WebhookSecret, WebhookSource } from "./webhook-source.ts";

/**
 * The id of the credential that a source means by an external id in a workspace. Without the source's key nobody can
 * compute it. For a source from before, it is what it was then: the same in all its workspaces.
 */
export function webhookCredentialId(
  { name, id_key }: WebhookSource,
  workspaceId: string | null,
  externalId: string,
): string {
  return id_key === undefined
    ? deriveId("credential", "webhook", name, externalId)
    : deriveKeyedId(reveal(id_key), "credential", "webhook", name, toWorkspaceName(workspaceId), externalId);
}

/** What tells one event of a source from another. */
export interface EventIdentity {
  readonly event: WebhookEvent;
  /** The sender's name for the event. */
  readonly eventId: string;
  /** The time in the event's body, in ISO 8601. */
  readonly timestamp: string | undefined;
}

/**
 * The id of the command that follows from an event: a function of all that the event says, so that one event id with two
 * bodies is two commands. The same event has the same id in every attempt, also with its members in another order.
 *
 * `hmac-sha256` does not sign the event id. So an event that has a time is told from others by its body alone: sent again
 * under any other id, it stays the same command, whose outcome the worker finds.
 */
export function webhookCommandId(
  source: WebhookSource,
  { event: { type, data }, eventId, timestamp }: EventIdentity,
): string {
  const time = timestamp === undefined ? null : new Date(timestamp).getTime();
  const name = source.scheme === "hmac-sha256" && time !== null ? [] : [eventId];
  const content = canonicalJson({ type, time, data });
  return deriveKeyedId(commandKeyOf(source), "command", "webhook", source.name, content, ...name);
}

/**
 * A command's id stands in audit events, and derives from a body that may have a raw key in it. So a source from before,
 * which has no key for ids, takes its oldest secret, which only a rotation replaces. There is one: it signed the event,
 * or a newer one did.
 */
const commandKeyOf = ({ id_key, secrets }: WebhookSource): string =>
  reveal(id_key ?? (secrets.at(-1) as WebhookSecret).secret);
