import type { AuditEvent } from "../../shared/credentials/audit-event.ts";
import type { Open } from "./check-credentials.ts";
import type { WebhookEvent, WebhookFields } from "./history.ts";
import type { Store } from "./read-store.ts";

/** An accepted event with the id of the audit event that it must leave. */
export type AcceptedEvent = WebhookEvent & { readonly commandId: string };

const OUTCOMES: Record<WebhookEvent["type"], readonly string[]> = {
  create: ["credential.created", "credential_exists", "credential_deleted"],
  update: [
    "credential.updated",
    "credential.rotated",
    "credential.deferred",
    "superseded",
    "credential_not_found",
  ],
  delete: ["credential.deleted"],
  unknown: [],
};

/** Checks the accepted events of one external id by the rules of docs/webhooks.md, in any order. */
export async function checkExternal(
  id: string,
  accepted: readonly AcceptedEvent[],
  store: Store,
  open: Open,
): Promise<string[]> {
  const violations: string[] = [];
  const events = store.events.get(id) ?? [];
  const outcomes = new Map(events.map((event) => [event.id, outcomeOf(event)]));
  const outcomesOf = (type: WebhookEvent["type"]) =>
    accepted.filter((event) => event.type === type).map(({ commandId }) => outcomes.get(commandId));

  for (const { id: event, type, commandId } of accepted) {
    const outcome = outcomes.get(commandId);
    if (outcome === undefined) violations.push(`event ${event} was accepted and has no outcome`);
    else if (!OUTCOMES[type].includes(outcome)) violations.push(`event ${event} (${type}) left ${outcome}`);
  }
  const promised = new Set(accepted.map(({ commandId }) => commandId));
  if (promised.size < accepted.length) violations.push("two of its events were answered as one");
  for (const event of events)
    if (!promised.has(event.id)) violations.push(`${event.type} ${event.id} was never asked for`);

  const isDeleted = accepted.some(({ type }) => type === "delete");
  const created = accepted.filter(({ commandId }) => outcomes.get(commandId) === "credential.created");
  if (created.length > 1) violations.push("was created more than once");
  if (!isDeleted) {
    if (created.length === 0 && outcomesOf("create").length > 0) violations.push("was never created");
    if (outcomesOf("create").includes("credential_deleted"))
      violations.push("was never deleted, but a creation was rejected as deleted");
    if (outcomesOf("update").includes("credential_not_found"))
      violations.push("exists, but an update did not find it");
  }
  violations.push(...checkVersions(id, events, store));
  const [creation] = created;
  if (isDeleted) violations.push(...checkDeleted(id, store));
  else if (creation) violations.push(...(await checkLive(id, expectedOf(creation, accepted), store, open)));
  else if (store.credentials.has(id)) violations.push("exists without a creation");
  return violations;
}

const outcomeOf = ({ type, rejection }: AuditEvent): string => rejection?.code ?? type;

/** Each version has exactly one event. An event that changed nothing has no version. */
function checkVersions(id: string, events: readonly AuditEvent[], store: Store): string[] {
  const versions = events.flatMap(({ version }) => version ?? []).sort((a, b) => a - b);
  const record = store.credentials.get(id) ?? store.pending.get(id);
  return versions.every((version, index) => version === index + 1) &&
    (record?.version ?? 0) === versions.length
    ? []
    : [`version ${record?.version} after events of versions ${versions.join(", ")}`];
}

/** A deleted credential stays deleted, whatever arrives in whatever order, and none of its keys is kept. */
function checkDeleted(id: string, store: Store): string[] {
  const record = store.credentials.get(id) ?? store.pending.get(id);
  if (record === undefined) return ["was deleted and left no tombstone"];
  const keepsKey = store.withCiphertext.has(id) || store.pending.get(id)?.sealed_key;
  return [
    ...(record.deleted_at === null ? ["is live after its deletion"] : []),
    ...(keepsKey ? ["is deleted and keeps a key"] : []),
  ];
}

/** The last writer wins field by field: the creation sets all fields, each update those that it names. */
function expectedOf(creation: AcceptedEvent, accepted: readonly AcceptedEvent[]): Required<WebhookFields> {
  const updates = accepted.filter(({ type, at }) => type === "update" && at > creation.at);
  const inOrder = updates.toSorted((a, b) => a.at.localeCompare(b.at));
  const all = { name: "", key: "", disabled: false, ...creation.fields };
  return Object.assign(all, ...inOrder.map(({ fields }) => fields));
}

async function checkLive(
  id: string,
  expected: Required<WebhookFields>,
  store: Store,
  open: Open,
): Promise<string[]> {
  const credential = store.credentials.get(id);
  if (credential === undefined) return ["was created and is not in the table"];
  if (credential.deleted_at !== null) return ["is deleted, but no event deleted it"];
  const opened = await open(id).catch((error: Error) => `does not open: ${error.message}`);
  const actual = { name: credential.name, key: opened, disabled: credential.disabled };
  return (["name", "disabled", "key"] as const)
    .filter((field) => actual[field] !== expected[field])
    .map((field) => `its ${field} is not the latest that was accepted`);
}
