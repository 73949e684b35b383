import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { EVENT_ATTRIBUTES, LISTING_INDEX, PARTITION_KEY, PREFIX, SORT_KEY } from "../table/table-layout.ts";
import type { AuditEvent, EventReference } from "./audit-event.ts";

export const auditPartition = (credentialId: string): string => `${PREFIX.audit}${credentialId}`;

export const eventKey = ({ credential_id, id }: EventReference): Item =>
  marshall({ [PARTITION_KEY]: auditPartition(credential_id), [SORT_KEY]: id });

export const isEventItem = (item: Item): boolean => item[PARTITION_KEY]?.S?.startsWith(PREFIX.audit) ?? false;

/** An audit event as an item; null members are left out. */
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

export function fromEventItem(item: Item): AuditEvent {
  const raw = unmarshall(item);
  const attributes = Object.fromEntries(EVENT_ATTRIBUTES.map((name) => [name, raw[name] ?? null]));
  return {
    ...attributes,
    id: String(raw[SORT_KEY]),
    credential_id: String(raw[PARTITION_KEY]).slice(PREFIX.audit.length),
    workspace_id: fromWorkspaceName(String(raw[LISTING_INDEX.partitionKey])),
  } as AuditEvent;
}
