import { marshall } from "@aws-sdk/util-dynamodb";
import type { Logger } from "../kernel/ports.ts";
import { toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, queryPages, type Table } from "../table/dynamodb-reads.ts";
import { parseEach } from "../table/parse-each.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  LISTING_INDEX,
  NEWS,
  PARTITION_KEY,
  SORT_KEY,
  STORED_EVENT,
} from "../table/table-layout.ts";
import { unseenReference } from "./audit-event.ts";
import { credentialKey, fromCredentialItem, fromPosition, isCredentialItem } from "./credential-item.ts";
import { auditPartition, eventKey, fromEventItem, isEventItem, outboxKey } from "./event-item.ts";
import { newsOf } from "./news-item.ts";
import type { CommandReference, CommandState, CredentialReader, ListingEntry } from "./ports.ts";

const KEYS = [PARTITION_KEY, SORT_KEY, LISTING_INDEX.partitionKey];
const CREDENTIAL = [...KEYS, ...CREDENTIAL_ATTRIBUTES];
const WITH_NEWS = [...CREDENTIAL, NEWS];
const RECORD_AND_EVENT = [...new Set([...WITH_NEWS, ...STORED_EVENT])];

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

    // The news first: an event that has left it is in the log.
    async listEvents(credentialId) {
      const [record] = await batchGet(table, [credentialKey(credentialId)], WITH_NEWS);
      const own = (record ? newsOf(record) : []).filter((event) => event.credential_id === credentialId);
      const events = new Map(own.map((event) => [event.id, event]));
      const pages = queryPages(table, STORED_EVENT, {
        KeyConditionExpression: `${PARTITION_KEY} = :partition`,
        ExpressionAttributeValues: marshall({ ":partition": auditPartition(credentialId) }),
        ConsistentRead: true,
      });
      for await (const items of pages) {
        for (const event of items.map(fromEventItem)) events.set(event.id, event);
      }
      return [...events.values()];
    },
  };
}

/** The live credentials of a workspace in the index's order: up to about 5,000 per page. */
export async function* listingPages(
  table: Table,
  workspaceId: string | null,
): AsyncIterable<readonly ListingEntry[]> {
  for await (const items of queryPages(table, POSITION, listingOf(workspaceId))) yield items.map(toEntry);
}

/** The first of them, as many as are there or asked for. */
export async function firstEntries(
  table: Table,
  workspaceId: string | null,
  most: number,
): Promise<readonly ListingEntry[]> {
  const pages = queryPages(table, POSITION, { ...listingOf(workspaceId), Limit: most });
  for await (const items of pages) return items.map(toEntry);
  return [];
}

const POSITION = [PARTITION_KEY, LISTING_INDEX.sortKey];

const listingOf = (workspaceId: string | null) => ({
  IndexName: LISTING_INDEX.name,
  KeyConditionExpression: `${LISTING_INDEX.partitionKey} = :workspace`,
  ExpressionAttributeValues: marshall({ ":workspace": toWorkspaceName(workspaceId) }),
});

const toEntry = (item: Item): ListingEntry => fromPosition(item[LISTING_INDEX.sortKey]?.S ?? "");

/**
 * A creation's outcome is in the news of its record, where a look costs one item, and elsewhere only if something else came
 * before or after it. The outcomes of other commands may also be rejections, which are in the outbox and then in the log.
 */
async function readCommandState(table: Table, reference: CommandReference): Promise<CommandState> {
  const record = credentialKey(reference.credential_id);
  if (reference.creates) {
    const items = await batchGet(table, [record], WITH_NEWS);
    const state = stateIn(items, reference);
    if (state.event !== null || items.length === 0) return state;
  }
  return stateIn(await batchGet(table, [record, ...placesOf(reference)], RECORD_AND_EVENT), reference);
}

function stateIn(items: readonly Item[], { id }: CommandReference): CommandState {
  const record = items.find((item) => !isEventItem(item));
  const inNews = record && newsOf(record).find((event) => event.id === id);
  const elsewhere = items.find(isEventItem);
  return {
    credential: record !== undefined && isCredentialItem(record) ? fromCredentialItem(record) : null,
    event: inNews ?? (elsewhere === undefined ? null : fromEventItem(elsewhere)),
  };
}

function placesOf(reference: CommandReference): Item[] {
  const logged = reference.unseen ? [reference, unseenReference(reference)] : [reference];
  return [...logged.map(eventKey), outboxKey(reference)];
}

/**
 * Whether the two halves disagree. BatchGetItem is no snapshot: if a commit falls between its reads, an event may be there
 * while its credential is in an older version. A consistent read after the event was seen finds both.
 */
const isTorn = ({ credential, event }: CommandState): boolean =>
  event !== null && event.version !== null && event.version > (credential?.version ?? 0);
