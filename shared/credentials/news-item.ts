import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { fromWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { LISTING_INDEX, NEWS } from "../table/table-layout.ts";
import type { AuditEvent } from "./audit-event.ts";
import { credentialIdOf } from "./credential-item.ts";
import { parseEvent } from "./event-item.ts";

/*
 * The news of a record: the events of its last changes, in their order. A change and its event are one item and one write,
 * so that neither is there without the other. The relay publishes the newest event and adds it to the log. An event leaves
 * the news only when a later change has seen it in the log.
 */

/** One letter each, since a record with its event costs one write unit up to 1 KB, and names count. */
const SHORT: Readonly<Record<keyof AuditEvent, string>> = {
  id: "i",
  type: "t",
  actor: "a",
  door: "d",
  request_id: "r",
  changed: "c",
  warnings: "w",
  rejection: "x",
  body_digest: "b",
  credential_id: "k",
  workspace_id: "o",
  provider: "p",
  time: "m",
  version: "v",
  fingerprint: "f",
  source: "s",
  link_id: "l",
  external_id: "e",
};

const FIELDS = Object.keys(SHORT) as (keyof AuditEvent)[];

/** What an event in the news does not say itself: most of it is what its record says. */
const toldBy = (record: Item): Partial<AuditEvent> => ({
  // The record of an intake link names its credential.
  credential_id: record.credential_id?.S ?? credentialIdOf(record),
  workspace_id: fromWorkspaceName(String(record[LISTING_INDEX.partitionKey]?.S)),
  provider: record.provider?.S ?? null,
  time: record.updated_at?.S ?? "",
  version: Number(record.version?.N),
  fingerprint: record.fingerprint?.S ?? null,
  source: record.source?.S ?? null,
  external_id: record.external_id?.S ?? null,
  changed: [],
  warnings: [],
  rejection: null,
  body_digest: null,
});

const COMMON_TYPE = "credential.";

const actorText = ({ type, id }: AuditEvent["actor"]): string => `${type} ${id}`;

/** A type without its usual beginning, and an actor as one text. */
function shortened(field: keyof AuditEvent, value: unknown): unknown {
  if (field === "actor") return actorText(value as AuditEvent["actor"]);
  if (field !== "type") return value;
  const type = String(value);
  return type.startsWith(COMMON_TYPE) ? type.slice(COMMON_TYPE.length) : `.${type}`;
}

function inFull(field: keyof AuditEvent, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (field === "actor") return { type: value.split(" ", 1)[0], id: value.slice(value.indexOf(" ") + 1) };
  if (field !== "type") return value;
  return value.startsWith(".") ? value.slice(1) : COMMON_TYPE + value;
}

/** The attribute that keeps these events in a record, whose other attributes they are not to repeat. */
export function toNews(events: readonly AuditEvent[], record: Item): AttributeValue {
  const told = toldBy(record);
  const entries = events.map((event) => {
    const own = FIELDS.filter((field) => canonicalJson(event[field]) !== canonicalJson(told[field]));
    return Object.fromEntries(own.map((field) => [SHORT[field], shortened(field, event[field])]));
  });
  return { L: entries.map((entry) => ({ M: marshall(entry) })) };
}

/**
 * The events in a record's news, oldest first.
 * @param record needs no other attributes than those that `TOLD_BY_RECORD` names, its keys and its news.
 * @throws KeyferryError `internal` for news that are none.
 */
export function newsOf(record: Item): AuditEvent[] {
  const told = toldBy(record);
  return (record[NEWS]?.L ?? []).map(({ M = {} }) => {
    const entry = unmarshall(M);
    const own = FIELDS.filter((field) => SHORT[field] in entry).map((field) => [
      field,
      inFull(field, entry[SHORT[field]]),
    ]);
    return parseEvent({ ...told, ...Object.fromEntries(own) });
  });
}
