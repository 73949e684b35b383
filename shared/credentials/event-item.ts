import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { optionalText, parseItem, text } from "../table/parse-item.ts";
import { EVENT_ATTRIBUTES, LISTING_INDEX, PARTITION_KEY, PREFIX, SORT_KEY } from "../table/table-layout.ts";
import type { AuditEvent, EventReference } from "./audit-event.ts";

export const auditPartition = (credentialId: string): string => `${PREFIX.audit}${credentialId}`;

export const eventKey = ({ credential_id, id }: EventReference): Item =>
  marshall({ [PARTITION_KEY]: auditPartition(credential_id), [SORT_KEY]: id });

export const isEventItem = (item: Item): boolean => item[PARTITION_KEY]?.S?.startsWith(PREFIX.audit) ?? false;

/** An audit event as an item. Null members are left out. */
export function toEventItem(event: AuditEvent): Item {
  const { id, credential_id, workspace_id, ...attributes } = event;
  const sparse = Object.entries(attributes).filter(([, value]) => value !== null);
  return {
    ...eventKey({ credential_id, id }),
    ...marshall({
      ...Object.fromEntries(sparse),
      [LISTING_INDEX.partitionKey]: toWorkspaceName(workspace_id),
    }),
  };
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
  body_digest: optionalText,
}) as unknown as z.ZodMiniType<AuditEvent>;

/** @throws KeyferryError `internal` for an item that is not an audit event. */
export function fromEventItem(item: Item): AuditEvent {
  const raw = unmarshall(item);
  const attributes = Object.fromEntries(EVENT_ATTRIBUTES.map((name) => [name, raw[name] ?? null]));
  const event = {
    ...attributes,
    id: raw[SORT_KEY],
    credential_id: String(raw[PARTITION_KEY]).slice(PREFIX.audit.length),
    workspace_id: fromWorkspaceName(String(raw[LISTING_INDEX.partitionKey])),
  };
  return parseItem(storedEventSchema, event, "audit event");
}
