import type { AuditEvent } from "../../shared/credentials/audit-event.ts";
import type { Attempt, History } from "./history.ts";
import { type Restrictions, UNRESTRICTED } from "./restrictions.ts";

/** What a credential is to a router after one of its changes. */
export interface State extends Restrictions {
  /** `absent` also while only later changes of it have arrived. */
  readonly life: "absent" | "live" | "deleted";
  /** The raw key; null if nobody was told which creation it belongs to. */
  readonly key: string | null;
  readonly key_version: number;
}

/** A change that is stored. */
export interface Change {
  /** How it came. `accepted` is a change by the API that was answered with 202, or not at all. */
  readonly by: AuditEvent["door"] | "accepted";
  readonly state: State;
  /** The times between which it was committed, in milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** What happened to a credential, change by change. */
export interface Timeline {
  readonly id: string;
  /** The number of its tenant. */
  readonly workspace: number;
  readonly changes: readonly Change[];
}

export interface TimelineSources extends Pick<History, "steps" | "attempts"> {
  /** The events by credential. */
  readonly events: ReadonlyMap<string, readonly AuditEvent[]>;
  /** When a worker said that it had carried out a command, by the id of its event. */
  readonly settledAt: ReadonlyMap<string, number>;
  /** The number of a tenant, by the id of its workspace. */
  readonly workspaceOf: (workspaceId: string | null) => number;
}

/** What a client sent, and when it was told of the outcome; infinitely late if it was not. */
interface Sent {
  readonly fields: Partial<Restrictions & { readonly key: string }>;
  /** Its place among the changes of its credential: the last one is in force, in whatever order they arrived. */
  readonly order: number;
  readonly answeredAt: number;
}

/**
 * The history of each credential: its events number its changes, what its clients sent says what they changed. A change was
 * committed after the time of its event, and before its client was told, its worker wrote into its log that it was done, or
 * somebody decided about the next one.
 */
export function timelinesOf({
  steps,
  attempts,
  events,
  settledAt,
  workspaceOf,
}: TimelineSources): Timeline[] {
  const sent = new Map([...sentBySteps(steps), ...sentByWebhooks(attempts)]);
  return [...events].flatMap(([id, all]) => {
    const stored = all
      .filter(({ version }) => version !== null)
      .toSorted((a, b) => versionOf(a) - versionOf(b));
    const [first] = stored;
    if (first === undefined) return [];
    const changes = stored.map((event, index) => {
      const next = stored[index + 1];
      const told = sent.get(event.id)?.answeredAt ?? Number.POSITIVE_INFINITY;
      const settled = settledAt.get(event.id) ?? Number.POSITIVE_INFINITY;
      const decided = next === undefined ? Number.POSITIVE_INFINITY : Date.parse(next.time);
      return {
        by: event.door === "api" && told === Number.POSITIVE_INFINITY ? "accepted" : event.door,
        state: stateAfter(stored.slice(0, index + 1), sent),
        notBefore: Date.parse(event.time),
        notAfter: Math.min(told, settled, decided),
      } as const;
    });
    return [{ id, workspace: workspaceOf(first.workspace_id), changes }];
  });
}

const versionOf = ({ version }: AuditEvent): number => version ?? 0;

function* sentBySteps(steps: History["steps"]): Generator<[string, Sent]> {
  for (const [order, { eventId, key, restrictions, answer, answeredAt }] of steps.entries()) {
    if (eventId === null) continue;
    const fields = { ...(key !== null && { key }), ...restrictions };
    yield [eventId, { fields, order, answeredAt: answer === "done" ? answeredAt : Number.POSITIVE_INFINITY }];
  }
}

function* sentByWebhooks(attempts: readonly Attempt[]): Generator<[string, Sent]> {
  for (const { event, forgery, receipt } of attempts) {
    if (forgery !== null || receipt === "") continue;
    const { command_id } = JSON.parse(receipt);
    if (typeof command_id !== "string") continue;
    const { key, disabled } = event.fields;
    const fields = { ...(key !== undefined && { key }), ...(disabled !== undefined && { disabled }) };
    yield [command_id, { fields, order: Date.parse(event.at), answeredAt: Number.POSITIVE_INFINITY }];
  }
}

/** The creation sets all fields; each change sets those that it names, if it is later than what set them before. */
function stateAfter(events: readonly AuditEvent[], sent: ReadonlyMap<string, Sent>): State {
  const creation = events.find(({ type }) => type === "credential.created");
  const created = creation && sent.get(creation.id);
  const later = events
    .flatMap(({ id }) => sent.get(id) ?? [])
    .filter(({ order }) => created === undefined || order > created.order)
    .toSorted((a, b) => a.order - b.order);
  return {
    ...UNRESTRICTED,
    key: null,
    ...Object.assign({}, created?.fields, ...later.map(({ fields }) => fields)),
    life: events.some(({ type }) => type === "credential.deleted")
      ? "deleted"
      : creation === undefined
        ? "absent"
        : "live",
    key_version: 1 + events.filter(({ type }) => type === "credential.rotated").length,
  };
}
