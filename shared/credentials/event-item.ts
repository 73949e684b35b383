import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { optionalText, parseItem, text } from "../table/parse-item.ts";
import {
  EVENT_ATTRIBUTES,
  LISTING_INDEX,
  OUTBOX_SHARDS,
  PARTITION_KEY,
  PREFIX,
  SORT_KEY,
} from "../table/table-layout.ts";
import type { AuditEvent, EventReference } from "./audit-event.ts";

export const auditPartition = (credentialId: string): string => `${PREFIX.audit}${credentialId}`;

/** The key of an event in the log. */
export const eventKey = ({ credential_id, id }: EventReference): Item =>
  marshall({ [PARTITION_KEY]: auditPartition(credential_id), [SORT_KEY]: id });

export const outboxPartition = (shard: number): string => `${PREFIX.outbox}${shard}`;

/** The key of an event in the outbox. */
export const outboxKey = ({ id }: Pick<EventReference, "id">): Item =>
  marshall({
    [PARTITION_KEY]: outboxPartition(Number.parseInt(id.slice(0, 4), 16) % OUTBOX_SHARDS),
    [SORT_KEY]: id,
  });

export const isEventItem = (item: Item): boolean =>
  [PREFIX.audit, PREFIX.outbox].some((prefix) => item[PARTITION_KEY]?.S?.startsWith(prefix));

/** An audit event as an item of the log. */
export const toEventItem = (event: AuditEvent): Item => ({ ...eventKey(event), ...attributesOf(event) });

/** An audit event as an item of the outbox. */
export const toOutboxItem = (event: AuditEvent): Item => ({
  ...outboxKey(event),
  ...attributesOf(event),
  ...marshall({ credential_id: event.credential_id }),
});

/** Null members are left out. */
function attributesOf({ id: _, credential_id: __, workspace_id, ...attributes }: AuditEvent): Item {
  const sparse = Object.entries(attributes).filter(([, value]) => value !== null);
  return marshall({
    ...Object.fromEntries(sparse),
    [LISTING_INDEX.partitionKey]: toWorkspaceName(workspace_id),
  });
}

/** Types and codes are plain texts here: an older or newer version of keyferry may know others. */
const storedEventSchema = z.object({
  id: text,
  type: text,
  credential_id: text,
  workspace_id: optionalText,
  provider: optionalText,
  time: text,
  actor: z.object({ type: text, id: text }),
  door: text,
  request_id: text,
  changed: z.array(text),
  version: z.nullable(z.number()),
  fingerprint: optionalText,
  warnings: z.array(text),
  rejection: z.nullable(z.object({ code: text, message: text })),
  source: optionalText,
  external_id: optionalText,
  link_id: z.optional(text),
  body_digest: optionalText,
}) as unknown as z.ZodMiniType<AuditEvent>;

/** @throws KeyferryError `internal` for what is not an audit event. */
export const parseEvent = (value: unknown): AuditEvent => parseItem(storedEventSchema, value, "audit event");

/**
 * The audit event in an item of the log or of the outbox.
 * @throws KeyferryError `internal` for an item that is not an audit event.
 */
export function fromEventItem(item: Item): AuditEvent {
  const raw = unmarshall(item);
  const { link_id, ...attributes } = Object.fromEntries(
    EVENT_ATTRIBUTES.map((name) => [name, raw[name] ?? null]),
  );
  return parseEvent({
    ...attributes,
    ...(link_id && { link_id }),
    id: raw[SORT_KEY],
    credential_id: raw.credential_id ?? String(raw[PARTITION_KEY]).slice(PREFIX.audit.length),
    workspace_id: fromWorkspaceName(String(raw[LISTING_INDEX.partitionKey])),
  });
}
