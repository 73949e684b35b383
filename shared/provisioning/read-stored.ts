import { type AuditEvent, type EventReference, unseenReference } from "../credentials/audit-event.ts";
import { createCommandId } from "../credentials/command.ts";
import type { StoredRecord } from "../credentials/pending-credential.ts";
import { KeyferryError } from "../kernel/errors.ts";
import type { StoredLink } from "../links/ports.ts";
import type { CredentialMessage } from "./parse-message.ts";
import type { Ledger, LinkLedger } from "./ports.ts";

/** What is stored about the credentials of some messages. */
export interface Stored {
  /** The record with its news; an error where it is malformed, null where there is none. */
  recordOf(credentialId: string): StoredRecord | KeyferryError | null;
  /** The link that a message came through, in the same manner. */
  linkOf(message: CredentialMessage): StoredLink | KeyferryError | null;
  /** Which events, of those of the messages and of the news, are in the log or in the outbox. They are still being read. */
  readonly events: Promise<ReadonlyMap<string, AuditEvent | KeyferryError>>;
}

/**
 * Whether to read before the decision. A creation need not: its record is at an id of its own, and to add it fails if any
 * outcome is there. But a webhook's creation may find what arrived before it, and a redelivered one finds its outcome.
 */
export const looksFirst = ({ redelivered, identity: { id, credential_id } }: CredentialMessage): boolean =>
  redelivered || id !== createCommandId(credential_id);

/**
 * Reads what is stored about these messages: the records first, and then the events, since an event that has left a
 * record's news is in the log.
 */
export async function readStored(
  messages: readonly CredentialMessage[],
  { findRecords, findEvents }: Ledger,
  linkLedger: LinkLedger,
): Promise<Stored> {
  const [records, links] = await Promise.all([
    messages.length === 0 ? new Map() : findRecords(messages.map(idOf)),
    linkLedger.find(messages.flatMap((message) => linkIdOf(message) ?? [])),
  ]);
  const found: readonly (StoredRecord | StoredLink | KeyferryError)[] = [
    ...records.values(),
    ...links.values(),
  ];
  const named = found.flatMap((record) => (record instanceof KeyferryError ? [] : record.news));
  const references = [...messages.flatMap(placesOf), ...named];
  const events = references.length === 0 ? Promise.resolve(new Map()) : findEvents(references);
  // Whoever fails before it waits for them leaves nobody to take their failure, which would end the process.
  events.catch(() => {});
  return {
    recordOf: (credentialId) => records.get(credentialId) ?? null,
    linkOf: (message) => links.get(linkIdOf(message) ?? "") ?? null,
    events,
  };
}

/** The link that a message came through; undefined for one that came through none. */
export const linkIdOf = ({ identity: { actor } }: CredentialMessage): string | undefined =>
  actor.type === "link" ? actor.id : undefined;

const idOf = ({ identity }: CredentialMessage): string => identity.credential_id;

/** The places of a message's event: beside its credential, or, of a deletion of what its caller may not see, elsewhere. */
function placesOf({ identity }: CredentialMessage): readonly EventReference[] {
  const reference = { credential_id: identity.credential_id, id: identity.id };
  return identity.scope === undefined ? [reference] : [reference, unseenReference(reference)];
}
