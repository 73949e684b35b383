import { paginateScan } from "@aws-sdk/client-dynamodb";
import type { AuditEvent } from "../../shared/credentials/audit-event.ts";
import type { Credential } from "../../shared/credentials/credential.ts";
import type { CredentialUse } from "../../shared/credentials/credential-use.ts";
import { fromEventItem } from "../../shared/credentials/event-item.ts";
import { isPending, type PendingCredential } from "../../shared/credentials/pending-credential.ts";
import { fromRecordItem } from "../../shared/credentials/record-item.ts";
import { fromUseItem } from "../../shared/credentials/use-item.ts";
import { KEY_ATTRIBUTES, PREFIX } from "../../shared/table/table-layout.ts";
import type { World } from "./world.ts";

/** The content of the table, by kind of item. */
export interface Store {
  readonly credentials: ReadonlyMap<string, Credential>;
  /** The pending credentials, by id: webhooks named them, and their creation has not arrived. */
  readonly pending: ReadonlyMap<string, PendingCredential>;
  /** The ids of credentials whose items have any part of a ciphertext. */
  readonly withCiphertext: ReadonlySet<string>;
  /** The events by credential, wherever they are. */
  readonly events: ReadonlyMap<string, readonly AuditEvent[]>;
  /** The last uses, by credential. */
  readonly uses: ReadonlyMap<string, CredentialUse>;
  /** The ids of the events that are in the news of a record or in the outbox, and not in the log. */
  readonly unlogged: readonly string[];
}

export async function readStore({ clients, deployment }: World): Promise<Store> {
  const credentials = new Map<string, Credential>();
  const pending = new Map<string, PendingCredential>();
  const withCiphertext = new Set<string>();
  const events = new Map<string, AuditEvent[]>();
  const uses = new Map<string, CredentialUse>();
  const unlogged = new Map<string, AuditEvent>();
  const table = { TableName: deployment.tableName, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client: clients.dynamodb }, table)) {
    for (const item of Items) {
      const partition = item.pk?.S ?? "";
      if (partition.startsWith(PREFIX.credential)) {
        const { record, news } = fromRecordItem(item);
        for (const event of news) unlogged.set(event.id, event);
        if (isPending(record)) pending.set(record.id, record);
        else credentials.set(record.id, record);
        if (KEY_ATTRIBUTES.some((name) => item[name] !== undefined)) withCiphertext.add(record.id);
      } else if (partition.startsWith(PREFIX.audit)) {
        const event = fromEventItem(item);
        events.set(event.credential_id, [...(events.get(event.credential_id) ?? []), event]);
      } else if (partition.startsWith(PREFIX.use)) {
        const use = fromUseItem(item);
        uses.set(use.credential_id, use);
      } else if (partition.startsWith(PREFIX.outbox)) {
        const event = fromEventItem(item);
        unlogged.set(event.id, event);
      }
    }
  }
  for (const { id } of [...events.values()].flat()) unlogged.delete(id);
  for (const event of unlogged.values()) {
    events.set(event.credential_id, [...(events.get(event.credential_id) ?? []), event]);
  }
  return { credentials, pending, withCiphertext, events, uses, unlogged: [...unlogged.keys()] };
}
