import { marshall } from "@aws-sdk/util-dynamodb";
import type { Logger } from "../kernel/ports.ts";
import { toWorkspaceName } from "../kernel/workspace.ts";
import { batchGet, queryPages, type Table } from "../table/dynamodb-reads.ts";
import { parseEach } from "../table/parse-each.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  EVENT_ATTRIBUTES,
  LISTING_INDEX,
  PARTITION_KEY,
  SORT_KEY,
} from "../table/table-layout.ts";
import type { AuditEvent } from "./audit-event.ts";
import { credentialKey, fromCredentialItem, fromPosition, isCredentialItem } from "./credential-item.ts";
import { auditPartition, eventKey, fromEventItem, isEventItem } from "./event-item.ts";
import type { CommandReference, CommandState, CredentialReader, ListingEntry } from "./ports.ts";
import { unseenReference } from "./unseen.ts";

const KEYS = [PARTITION_KEY, SORT_KEY, LISTING_INDEX.partitionKey];
const CREDENTIAL = [...KEYS, ...CREDENTIAL_ATTRIBUTES];
const EVENT = [...KEYS, ...EVENT_ATTRIBUTES];
const CREDENTIAL_AND_EVENT = [...new Set([...CREDENTIAL, ...EVENT])];

/** Reads metadata and events by attribute name: IAM refuses this role ciphertext, and reads without names. */
export function dynamodbCredentialReader(table: Table, log: Logger): CredentialReader {
  const readItems = async (ids: readonly string[]) =>
    (await batchGet(table, ids.map(credentialKey), CREDENTIAL)).filter(isCredentialItem);

  return {
    async find(id) {
      const [item] = await readItems([id]);
      return item === undefined ? null : fromCredentialItem(item);
    },

    async findMany(ids) {
      const credentials = parseEach(await readItems(ids), fromCredentialItem, log);
      const found = new Map(credentials.map((credential) => [credential.id, credential]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },

    async findCommandState(reference) {
      const state = await readCommandState(table, reference);
      return isTorn(state) ? readCommandState(table, reference) : state;
    },

    async list(workspaceId) {
      const entries: ListingEntry[] = [];
      for await (const page of listingPages(table, workspaceId)) entries.push(...page);
      return entries;
    },

    async listEvents(credentialId) {
      const events: AuditEvent[] = [];
      const pages = queryPages(table, EVENT, {
        KeyConditionExpression: `${PARTITION_KEY} = :partition`,
        ExpressionAttributeValues: marshall({ ":partition": auditPartition(credentialId) }),
        ConsistentRead: true,
      });
      for await (const items of pages) events.push(...items.map(fromEventItem));
      return events;
    },
  };
}

/** The live credentials of a workspace in the index's order: up to about 5,000 per page. */
export async function* listingPages(
  table: Table,
  workspaceId: string | null,
): AsyncIterable<readonly ListingEntry[]> {
  const { name, partitionKey, sortKey } = LISTING_INDEX;
  const pages = queryPages(table, [PARTITION_KEY, sortKey], {
    IndexName: name,
    KeyConditionExpression: `${partitionKey} = :workspace`,
    ExpressionAttributeValues: marshall({ ":workspace": toWorkspaceName(workspaceId) }),
  });
  for await (const items of pages) yield items.map((item) => fromPosition(item[sortKey]?.S ?? ""));
}

async function readCommandState(table: Table, reference: CommandReference): Promise<CommandState> {
  const places = reference.unseen ? [reference, unseenReference(reference)] : [reference];
  const keys = [credentialKey(reference.credential_id), ...places.map(eventKey)];
  const items = await batchGet(table, keys, CREDENTIAL_AND_EVENT);
  const credential = items.find(isCredentialItem);
  const event = items.find(isEventItem);
  return {
    credential: credential === undefined ? null : fromCredentialItem(credential),
    event: event === undefined ? null : fromEventItem(event),
  };
}

/**
 * Whether the two halves disagree. BatchGetItem is no snapshot: if the commit falls between its reads, the
 * event may be there while its credential is missing or in its old version. A consistent read after the event
 * was seen finds both.
 */
const isTorn = ({ credential, event }: CommandState): boolean =>
  event !== null && event.version !== null && event.version > (credential?.version ?? 0);
