import type { EventReference } from "../domain/audit-event.ts";
import type { CommandState, CredentialReader } from "../ports.ts";
import { credentialKey, fromCredentialItem, isCredentialItem } from "./credential-item.ts";
import { batchGet, type Table } from "./dynamodb-reads.ts";
import { eventKey, fromEventItem, isEventItem } from "./event-item.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  EVENT_ATTRIBUTES,
  LISTING_INDEX,
  PARTITION_KEY,
  SORT_KEY,
} from "./table-layout.ts";

const CREDENTIAL = [PARTITION_KEY, SORT_KEY, LISTING_INDEX.partitionKey, ...CREDENTIAL_ATTRIBUTES];
const CREDENTIAL_AND_EVENT = [...new Set([...CREDENTIAL, ...EVENT_ATTRIBUTES])];

/** Reads metadata and events by name: IAM refuses this role a read that does not, or that names ciphertext. */
export function dynamodbCredentialReader(table: Table): CredentialReader {
  return {
    async find(id) {
      const [item] = await batchGet(table, [credentialKey(id)], CREDENTIAL);
      return item === undefined ? null : fromCredentialItem(item);
    },

    async findCommandState(reference) {
      const state = await readCommandState(table, reference);
      return isTorn(state) ? readCommandState(table, reference) : state;
    },
  };
}

async function readCommandState(table: Table, reference: EventReference): Promise<CommandState> {
  const keys = [credentialKey(reference.credential_id), eventKey(reference)];
  const items = await batchGet(table, keys, CREDENTIAL_AND_EVENT);
  const credential = items.find(isCredentialItem);
  const event = items.find(isEventItem);
  return {
    credential: credential === undefined ? null : fromCredentialItem(credential),
    event: event === undefined ? null : fromEventItem(event),
  };
}

/**
 * BatchGetItem is no snapshot: the commit may fall between its reads, so that the event is there and its credential
 * is not yet, or not yet in its version. A consistent read after the event was seen finds both.
 */
const isTorn = ({ credential, event }: CommandState): boolean =>
  event !== null && event.version !== null && event.version > (credential?.version ?? 0);
