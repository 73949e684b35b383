import type { Caller } from "../../access/authenticate.ts";
import { fromCursor, toCursor } from "../../access/cursor.ts";
import { mayManage } from "../../access/management-key.ts";
import { notFound } from "../../kernel/errors.ts";
import { uuidSchema } from "../../kernel/uuid.ts";
import type { AuditEvent } from "../audit-event.ts";
import type { CredentialReader } from "../ports.ts";

export interface EventsRequest {
  readonly id: string;
  readonly limit: number;
  /** The `next_cursor` of the previous page. */
  readonly cursor?: string | undefined;
}

export interface EventPage {
  readonly events: readonly AuditEvent[];
  /** Names the next page; null on the last. */
  readonly next_cursor: string | null;
}

/**
 * Lists one page of a credential's audit events, newest first. A deleted credential keeps its events. New
 * events do not shift a page that a cursor names.
 * @throws KeyferryError `not_found` as for the credential itself, `invalid_request` for a cursor of another
 *   form.
 */
export async function listEvents(
  { id, limit, cursor }: EventsRequest,
  caller: Caller,
  { reader }: { readonly reader: CredentialReader },
): Promise<EventPage> {
  const credentialId = uuidSchema.safeParse(id);
  const credential = credentialId.success ? await reader.find(credentialId.data) : null;
  if (credential === null || !mayManage(caller.managementKey, credential.workspace_id)) throw notFound();

  const list = `events/${credential.id}`;
  const after = cursor === undefined ? undefined : fromCursor(cursor, list, caller);
  const own = (await reader.listEvents(credential.id)).filter(
    ({ workspace_id }) => workspace_id === credential.workspace_id,
  );
  const events = own.toSorted((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));
  const older = after === undefined ? events : events.filter((event) => positionOf(event) < after);
  const page = older.slice(0, limit);
  const last = page.at(-1);
  return {
    events: page,
    next_cursor: last && older.length > limit ? toCursor(positionOf(last), list, caller) : null,
  };
}

/** Sorts by time, then by version, so that a rotation never sorts before the creation of its credential. */
const positionOf = ({ time, version, id }: AuditEvent): string =>
  `${time}#${String(version ?? 0).padStart(10, "0")}#${id}`;
