import type { Caller } from "../../access/authenticate.ts";
import { mayManage } from "../../access/management-key.ts";
import { invalidField, notFound } from "../../kernel/errors.ts";
import { uuidSchema } from "../../kernel/uuid.ts";
import type { AuditEvent } from "../audit-event.ts";
import type { CredentialReader } from "../ports.ts";

export interface EventsRequest {
  readonly id: string;
  readonly limit: number;
  /** The `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface EventPage {
  readonly events: readonly AuditEvent[];
  /** Names the next page; null on the last. */
  readonly next_cursor: string | null;
}

/**
 * One page of a credential's audit events, newest first; a deleted credential keeps them. New events do not shift a
 * page that is named by a cursor.
 * @throws KeyferryError `not_found` as for the credential itself, `invalid_request` for a cursor that is none of ours.
 */
export async function listEvents(
  { id, limit, cursor }: EventsRequest,
  { managementKey }: Caller,
  { reader }: { readonly reader: CredentialReader },
): Promise<EventPage> {
  const credentialId = uuidSchema.safeParse(id);
  const credential = credentialId.success ? await reader.find(credentialId.data) : null;
  if (credential === null || !mayManage(managementKey, credential.workspace_id)) throw notFound();

  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const events = (await reader.listEvents(credential.id)).toSorted((a, b) =>
    positionOf(a) < positionOf(b) ? 1 : -1,
  );
  const older = after === undefined ? events : events.filter((event) => positionOf(event) < after);
  const page = older.slice(0, limit);
  const last = page.at(-1);
  return { events: page, next_cursor: last && older.length > limit ? encodeCursor(positionOf(last)) : null };
}

/** By time; events of one millisecond by version, so that a rotation never shows before the creation that it changed. */
const positionOf = ({ time, version, id }: AuditEvent): string =>
  `${time}#${String(version ?? 0).padStart(10, "0")}#${id}`;

const encodeCursor = (position: string): string => Buffer.from(position).toString("base64url");

function decodeCursor(cursor: string): string {
  const position = Buffer.from(cursor, "base64url").toString("utf8");
  if (/^\d{4}-[\dT:.-]+Z#\d{10}#[\da-f-]{36}$/.test(position)) return position;
  throw invalidField("cursor", "is not a cursor from an earlier page");
}
